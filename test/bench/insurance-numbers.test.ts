import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { insuranceRows } from "../../bench/insurance-numbers";
import { pythonRandom } from "../../bench/mersenne-twister";

describe("generated insurance numbers", () => {
  it("are those of the sample, and go on from there", () => {
    const sample = readFileSync("data/insurance.csv", "utf8").trimEnd().split("\n").slice(1);
    const rows = Array.from(insuranceRows(20_000), (row) => row.join(","));
    assert.deepEqual(rows.slice(0, sample.length), sample);
    assert.equal(rows.length, 20_000);
  });

  it("are drawn by Python's generator", () => {
    // python3 -c 'import random; r = random.Random(1); print([r.random() for _ in range(3)])'
    const random = pythonRandom(1);
    assert.deepEqual([random(), random(), random()], [0.13436424411240122, 0.8474337369372327, 0.763774618976614]);
  });
});
