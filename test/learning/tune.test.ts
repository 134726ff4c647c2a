import assert from "node:assert/strict";
import type { Attribute } from "../../learning/attribute";
import { randomFrom } from "../../learning/random";
import { defaultRecipes } from "../../learning/default-recipes";
import { sampleRows, tune, type TuningOptions } from "../../learning/tune";

const attributes: Attribute[] = [
  { name: "y", type: "BINARY" },
  { name: "x", type: "NUMERIC" },
];

/** Rows of a number, whose chance of 1 is what `chanceOf` says of it; x goes from 0 to 1. */
function rowsOf(chanceOf: (x: number) => number, rows = 2000): string[][] {
  const random = randomFrom(3);
  return Array.from({ length: rows }, () => {
    const x = random();
    return [random() < chanceOf(x) ? "1" : "0", String(x)];
  });
}

const tuned = (rows: string[][], overrides: Partial<TuningOptions> = {}) =>
  tune(rows, {
    ...{ type: "BINARY", attributes, target: 0, isInput: (index) => index > 0, shuffle: true, random: randomFrom(1) },
    ...{
      recipes: defaultRecipes(attributes.slice(1), rows.length),
      l1: 0,
      l2: undefined,
      passes: 20,
      mostTokens: Infinity,
    },
    rows: rows.length,
    ...overrides,
  });

describe("tuning", () => {
  it("bins a number whose effect is no line, and does not bin one whose effect is", () => {
    const curved = tuned(rowsOf((x) => (x < 0.3 || x > 0.7 ? 0.8 : 0.2)));
    assert.match(curved.recipe, /quantile_bin/);
    const straight = tuned(rowsOf((x) => 1 / (1 + Math.exp(2 - 4 * x))));
    assert.doesNotMatch(straight.recipe, /quantile_bin/);
  });

  it("regularises what can't be learned, and less what can", () => {
    const rows = rowsOf(() => 0.5, 200);
    assert.equal(tuned(rows).l2, 0.005);
    const certain = rowsOf((x) => (x < 0.5 ? 0 : 1), 200);
    assert.equal(tuned(certain).l2, 0.0005);
  });

  it("leaves what was given, and takes the first of everything for a few rows", () => {
    const recipes = [JSON.stringify({ outputs: ["x"] })];
    const rows = rowsOf((x) => x);
    const given = tuned(rows, { recipes, l2: 0.25 });
    assert.deepEqual([given.recipe, given.l2], [recipes[0], 0.25]);
    assert.doesNotMatch(tuned(rows.slice(0, 19)).recipe, /quantile_bin/);
  });

  it("chooses the same each time", () => {
    const rows = rowsOf((x) => x);
    assert.deepEqual(tuned(rows), tuned(rows));
  });

  it("tells of each trial before it begins", () => {
    const told: string[] = [];
    tuned(
      rowsOf((x) => x),
      { onTrial: ({ trial, trials }) => told.push(`${trial} of ${trials}`) },
    );
    assert.deepEqual(told, ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]);
  });

  it("tries on some of many rows, evenly spread, however many columns there are", () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [String(i)]);
    const { sample, count } = sampleRows(rows, 2);
    assert.equal(count, 100_000);
    assert.ok(sample.length > 10_000 && sample.length <= 20_000, String(sample.length));
    const places = sample.map(([place]) => Number(place));
    assert.ok(places.every((place, i) => place === places[1] * i));
    assert.ok(sampleRows(rows, 10_000).sample.length <= 200);
  });
});
