import assert from "node:assert/strict";
import { areaUnderCurve, macroF1, rootMeanSquaredError } from "../../learning/metrics";

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

describe("metrics", () => {
  it("averages F1 over the classes, unweighted", () => {
    // scikit-learn: f1_score([0,0,0,1,1,2],[0,0,1,1,2,2], average="macro") = 0.6555555555555556
    close(
      macroF1([
        [2, 1, 0],
        [0, 1, 1],
        [0, 0, 1],
      ]),
      0.6555555555555556,
    );
  });

  it("leaves out classes that the evaluation data lack, and counts one never hit as 0", () => {
    close(
      macroF1([
        [1, 0],
        [0, 0],
      ]),
      1,
    );
    close(
      macroF1([
        [0, 1],
        [0, 1],
      ]),
      1 / 3,
    );
    assert.throws(() => macroF1([[0]]), /at least one/);
  });

  it("counts ties half in the area under the curve", () => {
    close(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
    close(areaUnderCurve([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]), 0.5);
    close(areaUnderCurve([0.2, 0.9], [1, 1]), 0.5);
  });

  it("takes the root of the mean squared error", () => {
    close(rootMeanSquaredError([1, 2, 3], [1, 4, 6]), Math.sqrt(13 / 3));
  });
});
