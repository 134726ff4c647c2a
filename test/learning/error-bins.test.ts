import assert from "node:assert/strict";
import { ErrorCounter } from "../../learning/error-bins";

describe("errors of a regression by what it predicted", () => {
  it("lie in few bins of one width whatever the range is, and lose no row", () => {
    for (const scale of [1e-9, 1, 1e12]) {
      const counter = new ErrorCounter();
      // Predictions from -500 to 499; the truth is above them by 2, and by 4 where they are positive.
      for (let i = -500; i < 500; i++) counter.add(i * scale, (i + (i > 0 ? 4 : 2)) * scale);
      const bins = counter.result();
      assert.ok(bins.length >= 8 && bins.length <= 16, `${bins.length} bins`);
      assert.equal(
        bins.reduce((sum, { rows }) => sum + rows, 0),
        1000,
      );
      const [first, last] = [bins[0], bins.at(-1)!];
      assert.ok(Math.abs(first.error / scale - 2) < 1e-3 && Math.abs(last.error / scale - 4) < 1e-3);
      assert.ok(Math.abs(last.rootMeanSquare / scale - 4) < 1e-3);
      assert.ok(first.predicted < -400 * scale && last.predicted > 400 * scale);
    }
  });

  it("lie in one bin where one thing is predicted always", () => {
    const counter = new ErrorCounter();
    for (const truth of [1, 3, 8]) counter.add(4, truth);
    assert.deepEqual(counter.result(), [{ rows: 3, predicted: 4, error: 0, rootMeanSquare: Math.sqrt(26 / 3) }]);
  });
});
