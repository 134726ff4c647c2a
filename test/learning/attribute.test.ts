import assert from "node:assert/strict";
import { parseBinary, parseNumber } from "../../learning/attribute";

describe("attribute values", () => {
  it("reads decimal numbers, leading blanks too", () => {
    const cells = ["42", " 42", "-1.5", "+.5", "1.", "1e3", "1.0E-04", "2192497862184985712343243"];
    assert.deepEqual(cells.map(parseNumber), [42, 42, -1.5, 0.5, 1, 1000, 0.0001, 2.1924978621849857e24]);
  });

  it("takes anything else for missing", () => {
    for (const cell of ["", " ", "abc", "0x10", "NaN", "Infinity", "1,000", "1e999", "--1"]) {
      assert.ok(Number.isNaN(parseNumber(cell)), cell);
    }
  });

  it("reads Amazon ML's spellings of two states", () => {
    assert.deepEqual(["1", "y", " Yes", "T", "TRUE "].map(parseBinary), [1, 1, 1, 1, 1]);
    assert.deepEqual(["0", "n", "No", "f", "False"].map(parseBinary), [0, 0, 0, 0, 0]);
    assert.ok(["", "2", "ja", "constructor", "__proto__"].every((cell) => Number.isNaN(parseBinary(cell))));
  });
});
