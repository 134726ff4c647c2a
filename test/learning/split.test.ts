import assert from "node:assert/strict";
import fc from "fast-check";
import { splitter, wholeFile, type Split } from "../../learning/split";

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ index, offset: index * 37 }));
const taken = (split: Split, count: number) => {
  const takes = splitter(split, count);
  return rows(count).filter(({ index, offset }) => takes(index, offset));
};

describe("split", () => {
  it("takes everything when nothing is asked for", () => {
    assert.equal(taken(wholeFile, 100).length, 100);
  });

  it("gives two disjoint, complete parts, whatever the percentages, strategy and seed", () => {
    const strategies = fc.constantFrom<Split["strategy"]>("sequential", "random");
    fc.assert(
      fc.property(
        strategies,
        fc.integer({ min: 0, max: 99 }),
        fc.string(),
        fc.nat(300),
        (strategy, end, randomSeed, count) => {
          const split = { strategy, percentBegin: 0, percentEnd: end + 1, complement: false, randomSeed };
          const [part, rest] = [taken(split, count), taken({ ...split, complement: true }, count)];
          assert.equal(part.length + rest.length, count);
          assert.ok(!part.some(({ index }) => rest.some((other) => other.index === index)));
        },
      ),
    );
  });

  it("gives adjacent ranges that share no row and leave none out", () => {
    for (const strategy of ["sequential", "random"] as const) {
      const ranges = [0, 25, 50, 75].map((begin) =>
        taken({ strategy, percentBegin: begin, percentEnd: begin + 25, complement: false, randomSeed: "s" }, 1001),
      );
      assert.equal(new Set(ranges.flat().map(({ index }) => index)).size, 1001);
      assert.equal(ranges.flat().length, 1001);
    }
  });

  it("takes about the share that was asked for at random", () => {
    const split: Split = { strategy: "random", percentBegin: 0, percentEnd: 70, complement: false, randomSeed: "s" };
    assert.ok(Math.abs(taken(split, 20_000).length / 20_000 - 0.7) < 0.01);
  });

  it("depends on the seed", () => {
    const split: Split = { strategy: "random", percentBegin: 0, percentEnd: 50, complement: false, randomSeed: "a" };
    assert.notDeepEqual(taken(split, 100), taken({ ...split, randomSeed: "b" }, 100));
  });

  it("tells rows past 4 GiB apart", () => {
    const takes = splitter(
      { strategy: "random", percentBegin: 0, percentEnd: 50, complement: false, randomSeed: "" },
      0,
    );
    const sides = Array.from({ length: 64 }, (_, i) => takes(0, i * 2 ** 32));
    assert.equal(new Set(sides).size, 2);
  });
});
