import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sha256Bytes } from "../../features/digest";
import { DuplicateCounter } from "../../features/duplicates";
import { temporaryFolder } from "../temporary-folder";

describe("counting duplicates", () => {
  const folder = temporaryFolder();
  const counter = (rows: [features: string, label: number][]) => {
    const duplicates = new DuplicateCounter(join(folder(), "hashes"));
    for (const [features, label] of rows)
      duplicates.add(sha256Bytes(features), sha256Bytes(`${label} ${features}`), label);
    return duplicates;
  };

  it("finds equal rows, and features with several labels", () => {
    const rows: [string, number][] = [
      ["a", 0],
      ["a", 0],
      ["a", 0],
      ["b", 0],
      ["b", 1],
      ["b", 0],
      ["c", 2],
    ];
    assert.deepEqual(counter(rows).count(), { equalRows: 3, ambiguous: { features: 1, rows: 3 } });
    assert.ok(!existsSync(join(folder(), "hashes")), "a few rows need no disk");
  });

  it("counts the same on disk, when there are many", () => {
    const rows = Array.from({ length: 100_000 }, (_, i): [string, number] => [
      `${i % 60_000}`,
      i % 50_000 === 7 ? i : 3,
    ]);
    const duplicates = counter(rows);
    assert.ok(readdirSync(join(folder(), "hashes")).length > 0);
    // Rows 7 and 50,007 have a label of their own; 60,000 to 99,999 repeat 0 to 39,999, of which row 7.
    assert.deepEqual(duplicates.count(), { equalRows: 39_999, ambiguous: { features: 1, rows: 2 } });
  });
});
