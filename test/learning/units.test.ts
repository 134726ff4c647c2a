import assert from "node:assert/strict";
import type { Attribute } from "../../learning/attribute";
import { evaluate } from "../../learning/evaluate";
import type { ModelType } from "../../learning/loss";
import { randomFrom } from "../../learning/random";
import { trainModel } from "../../learning/train-model";
import { parseNumber } from "../../learning/attribute";
import { tokensOf } from "../../learning/tokens";

const random = randomFrom(7);
const normal = () => Array.from({ length: 12 }, random).reduce((sum, number) => sum + number, -6);

/** Two numbers that tell, one that repeats one of them, one that never changes; and what they tell, with some noise. */
const rows = Array.from({ length: 600 }, () => {
  const [a, b] = [normal(), normal()];
  return { a, b, told: a - 2 * b + normal() };
});
const targets: Record<ModelType, { type: Attribute["type"]; of: (told: number) => string; margin: number }> = {
  BINARY: { type: "BINARY", of: (told) => (told > 0 ? "1" : "0"), margin: 0.005 },
  MULTICLASS: { type: "CATEGORICAL", of: (told) => (told > 1 ? "high" : told > -1 ? "middle" : "low"), margin: 0.005 },
  REGRESSION: { type: "NUMERIC", of: (told) => String(told), margin: 0.005 },
};

/** The metric on rows that were held back, with the numbers in some unit. */
function metricOf(type: ModelType, unit: (number: number, row: number) => string, recipe: string, count = 600): number {
  const { type: target, of } = targets[type];
  const cells = rows
    .slice(0, count)
    .map(({ a, b, told }, i) => [of(told), unit(a, i), unit(b, i), unit(a + b, i), "5"]);
  const attributes: Attribute[] = [
    { name: "y", type: target },
    ...["a", "b", "both", "constant"].map((name): Attribute => ({ name, type: "NUMERIC" })),
  ];
  const held = cells.filter((_, i) => i % 4 === 3);
  const { model } = trainModel(
    cells.filter((_, i) => i % 4 !== 3),
    {
      ...{ type, attributes, target: 0, isInput: (index) => index > 0, passes: 20, shuffle: true, recipe },
      ...{ random: randomFrom(1), maxModelSizeInBytes: 2 ** 25 },
    },
  );
  return evaluate(model, held, 0).value;
}

describe("a number's unit", () => {
  const [raw, normalised] = ["ALL_NUMERIC", "normalize(ALL_NUMERIC)"].map((output) =>
    JSON.stringify({ outputs: [output] }),
  );
  const units: Record<string, (number: number, row: number) => string> = {
    "as it is": String,
    "a trillionth": (number) => String(number * 1e-12),
    "a trillion": (number) => String(number * 1e12),
    "a year": (number) => String(2000 + number * 10),
    "a cent of an income": (number) => String(5_000_000 + number * 1_000_000),
  };

  for (const type of Object.keys(targets) as ModelType[])
    it(`makes no difference to a ${type} model`, () => {
      const expected = metricOf(type, String, normalised);
      for (const [name, unit] of Object.entries(units))
        for (const recipe of [raw, normalised])
          assert.ok(
            Math.abs(metricOf(type, unit, recipe) - expected) <= targets[type].margin * Math.max(expected, 1),
            name,
          );
    });

  for (const type of Object.keys(targets) as ModelType[])
    it(`makes a ${type} model no worse raw than normalised where some numbers are far out`, () => {
      const outliers = (number: number, row: number) => (row % 97 === 0 ? "1e9" : String(number));
      const [ofRaw, ofNormalised] = [raw, normalised].map((recipe) => metricOf(type, outliers, recipe));
      assert.ok(Math.abs(ofRaw - ofNormalised) <= 0.005 * Math.max(ofNormalised, 1), `${ofRaw} ${ofNormalised}`);
      assert.ok(Number.isFinite(ofRaw));
    });

  it("makes a model of one row, too", () => {
    for (const type of Object.keys(targets) as ModelType[])
      for (const unit of Object.values(units)) {
        const { type: target, of } = targets[type];
        const attributes: Attribute[] = [
          { name: "y", type: target },
          { name: "x", type: "NUMERIC" },
        ];
        const { model } = trainModel([[of(1), unit(3, 0)]], {
          ...{ type, attributes, target: 0, isInput: (index) => index > 0, passes: 20, shuffle: true, recipe: raw },
          ...{ random: randomFrom(1), maxModelSizeInBytes: 2 ** 25 },
        });
        for (const cell of [unit(3, 0), "0", "1e300", ""])
          assert.ok([...model.predict(["", cell])].every(Number.isFinite), `${type} ${cell}`);
      }
  });

  it("lets a line be learned as a line: y = 3x + 1 from x of 1 to 49", () => {
    const line = Array.from({ length: 49 }, (_, i) => [String(3 * (i + 1) + 1), String(i + 1)]);
    const { model } = trainModel(line, {
      ...{ type: "REGRESSION", target: 0, isInput: (index) => index === 1, passes: 200, shuffle: true, recipe: raw },
      attributes: [
        { name: "y", type: "NUMERIC" },
        { name: "x", type: "NUMERIC" },
      ],
      ...{ random: randomFrom(1), maxModelSizeInBytes: 2 ** 25 },
    });
    assert.ok(evaluate(model, line, 0).value < 0.5);
  });

  it("is none of a column that never changed: another value than it ever had decides nothing", () => {
    for (const constant of ["0.1", "5", "1e12", "-1e-12"]) {
      const line = Array.from({ length: 1000 }, (_, i) => [String(i / 1000), String(i), constant]);
      const { model } = trainModel(line, {
        ...{ type: "REGRESSION", target: 0, isInput: (index) => index > 0, passes: 20, shuffle: true, recipe: raw },
        attributes: ["y", "x", "constant"].map((name): Attribute => ({ name, type: "NUMERIC" })),
        ...{ random: randomFrom(1), maxModelSizeInBytes: 2 ** 25 },
      });
      const [value] = model.predict(["", "900", String(Number(constant) * 2)]);
      assert.ok(Math.abs(value - 0.9) < 0.1, `${constant}: ${value}`);
    }
  });

  it("is read of long texts, too, in a time that grows with their length alone", () => {
    const length = 500_000;
    assert.ok(Number.isNaN(parseNumber(`${"1".repeat(length)}x`)));
    const text = `a${"!".repeat(length)}b`;
    assert.deepEqual(tokensOf({ kind: "text", attribute: 0, steps: ["no_punct"] }, [text]), [text]);
  });
});
