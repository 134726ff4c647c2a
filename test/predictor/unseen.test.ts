import assert from "node:assert/strict";
import { SeenValues, seenReader } from "../../features/seen-values";
import { UnseenCounter, unseenReader } from "../../predictor/unseen";
import { categorical, numeric, revealing } from "../../features/columns";
import { named, transforming } from "../features/transforming";

const seen = (...values: string[]) => {
  const all = new SeenValues();
  for (const value of values) all.add(value);
  return all.result();
};

describe("categories that training never saw", () => {
  const { run } = transforming();

  it("are told from those that it saw, in any order, as often as these came", () => {
    assert.equal(seen("DHL", "UPS", "DHL", ""), seen("UPS", "DHL"));
    const unseenIn = unseenReader({ carrier: seen("DHL", "UPS")! });
    assert.deepEqual(unseenIn({ carrier: "DHL", weight: "1" }), []);
    assert.deepEqual(unseenIn({ carrier: "DPD", weight: "1" }), ["carrier"]);
    // A cell without a value is none, and of another column nothing is known.
    assert.deepEqual(unseenIn({ weight: "1", color: "red" }), []);
    assert.deepEqual(unseenReader(undefined)({ carrier: "DPD" }), []);
  });

  it("are told of up to a thousand that it saw, nearly all of them", () => {
    const known = Array.from({ length: 1000 }, (_, i) => `known ${i}`);
    const isSeen = seenReader(seen(...known)!);
    assert.ok(known.every(isSeen));
    const strangers = Array.from({ length: 2000 }, (_, i) => `new ${i}`);
    assert.ok(strangers.filter(isSeen).length < 60);
    assert.equal(seen(...known, ...strangers), undefined);
    assert.equal(seen(), undefined);
  });

  it("are counted and named, by column", () => {
    const counter = new UnseenCounter();
    for (const value of ["DPD", "GLS", "DPD", "a", "b"]) counter.add("carrier", value);
    counter.add("color", "teal");
    assert.deepEqual(counter.words(), [
      '4 values of carrier were not among the rows that were learned from, and count as missing: "DPD" (2 rows), "GLS" (1 row), "a" (1 row) and 1 more.',
      '1 value of color was not among the rows that were learned from, and counts as missing: "teal" (1 row).',
    ]);
  });

  it("are those that no row to learn from has: what is held out does not count", async () => {
    const definition = named({
      label: { name: "y", type: "CATEGORICAL" },
      features: [categorical("c"), numeric("n"), revealing(categorical("s"))],
      examples: [{ c: "x", n: "1", s: "x" }],
    });
    const rows = Array.from({ length: 100 }, (_, i) => `${"AB"[i % 2]},c${i},${i},s${i}`);
    const { profile, files } = await run(["y,c,n,s", ...rows].join("\n"), {
      definition,
      holdOut: { strategy: "stable", trainingPercent: 70, seed: "s" },
    });
    const [label, category, number, secret] = profile;
    assert.equal(category.seen!.length, 4 * files["training.csv"].rows);
    assert.deepEqual([label.seen, number.seen, secret.seen], [undefined, undefined, undefined]);
  });
});
