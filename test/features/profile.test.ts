import assert from "node:assert/strict";
import { Profile } from "../../features/profile";
import { DistinctCounter } from "../../features/distinct-counter";

describe("profile", () => {
  const profile = (rows: (string | number)[][]) => {
    const columns = new Profile([
      { name: "y", type: "CATEGORICAL" },
      { name: "a", type: "NUMERIC" },
      { name: "b", type: "NUMERIC", isRevealing: true },
    ]);
    rows.forEach((row) => columns.add(row));
    return columns.result();
  };
  const rows = [
    ["A", "1.5", "123456"],
    ["B", "", "-98765"],
    ["A", -3, "0"],
    ["", "1.50", 7],
  ];

  it("counts missing and distinct values, and finds minimum and maximum", () => {
    assert.deepEqual(profile(rows).slice(0, 2), [
      { name: "y", type: "CATEGORICAL", missing: 1, distinct: 2 },
      { name: "a", type: "NUMERIC", missing: 1, distinct: 2, minimum: -3, maximum: 1.5 },
    ]);
  });

  it("shows of a revealing column the magnitude only, and never too little of it", () => {
    const [, , { minimum, maximum }] = profile(rows);
    assert.deepEqual([minimum, maximum], [-100_000, 200_000]);
  });

  it("does not depend on the order of the rows", () => {
    assert.deepEqual(profile([...rows].reverse()), profile(rows));
  });

  it("has no minimum where there is no number", () => {
    assert.deepEqual(profile([["A", "", ""]])[1], { name: "a", type: "NUMERIC", missing: 1, distinct: 0 });
  });
});

describe("counting distinct values", () => {
  const count = (values: Iterable<string | number>) => {
    const counter = new DistinctCounter();
    for (const value of values) counter.add(value);
    return counter;
  };
  const values = (length: number, of: (i: number) => string | number) => Array.from({ length }, (_, i) => of(i));

  it("is exact under 2,048, however often each comes", () => {
    for (const of of [(i: number) => i, (i: number) => -i / 3, (i: number) => `value ${i}`]) {
      const twice = [...values(2047, of), ...values(2047, of).reverse()];
      const counter = count(twice);
      assert.deepEqual([counter.count(), counter.isExact], [2047, true]);
    }
    assert.equal(count([0, -0, 1, 1.0, 255, 256]).count(), 4);
  });

  it("is within a tenth above, and does not depend on the order", () => {
    for (const of of [(i: number) => i, (i: number) => i * 1e-9, (i: number) => `W${1e8 + i}`]) {
      const many = values(200_000, of);
      const counter = count(many);
      assert.equal(counter.isExact, false);
      assert.ok(Math.abs(counter.count() / 200_000 - 1) < 0.1, `${counter.count()} of ${String(of(1))}`);
      assert.equal(count([...many].reverse()).count(), counter.count());
    }
  });
});
