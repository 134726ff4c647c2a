import assert from "node:assert/strict";
import { atThreshold, calibration, ScoreCounter } from "../../learning/score-bins";

/** Ten rows; the scores of the ones are higher. */
function counted() {
  const counter = new ScoreCounter();
  for (const score of [0, 0.04, 0.12, 0.3, 0.31, 0.72]) counter.add(score, false);
  for (const score of [0.38, 0.7, 0.79, 1]) counter.add(score, true);
  return counter.result();
}

describe("bins of a binary model's scores", () => {
  it("tell precision and recall from a threshold on, scores equal to it included", () => {
    assert.deepEqual(atThreshold(counted(), 14), { threshold: 0.7, rows: 4, precision: 3 / 4, recall: 3 / 4 });
    assert.deepEqual(atThreshold(counted(), 0), { threshold: 0, rows: 10, precision: 4 / 10, recall: 1 });
  });

  it("tell of each tenth the mean score and the share that is 1", () => {
    const groups = calibration(counted()).map(({ score, share, rows }) => [Number(score.toFixed(9)), share, rows]);
    assert.deepEqual(groups, [
      [0.02, 0, 2],
      [0.12, 0, 1],
      [0.33, 1 / 3, 3],
      [0.736666667, 2 / 3, 3],
      [1, 1, 1],
    ]);
  });

  it("have no precision where nothing is answered, and no recall where nothing is 1", () => {
    const counter = new ScoreCounter();
    counter.add(0.2, false);
    assert.deepEqual(atThreshold(counter.result(), 10), {
      threshold: 0.5,
      rows: 0,
      precision: undefined,
      recall: undefined,
    });
  });
});
