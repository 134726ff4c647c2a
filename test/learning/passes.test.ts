import assert from "node:assert/strict";
import { passesFor } from "../../learning/passes";

describe("passes", () => {
  it("are more for fewer rows: about as many steps, and never fewer passes than 20", () => {
    const rows = [1, 199, 200, 499, 500, 1210, 2000, 4999, 5000, 1_000_000];
    assert.deepEqual(rows.map(passesFor), [1000, 1000, 500, 500, 200, 100, 50, 50, 20, 20]);
  });
});
