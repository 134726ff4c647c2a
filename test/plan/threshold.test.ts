import assert from "node:assert/strict";
import { learning } from "../../plan/engines/amazon-ml/settings";
import { goalOf, goalText, trainingParametersOf } from "../../plan/engines/amazon-ml/threshold";

describe("the threshold among parameters", () => {
  it("is text that its goal is read from again", () => {
    for (const goal of ["F1", { precision: 0.9 }, { recall: 0.95 }, 0.35, 0] as const)
      assert.deepEqual(goalOf({ scoreThreshold: goalText(goal) }), goal);
    assert.equal(goalOf({ "sgd.maxPasses": "10" }), undefined);
  });

  it("is there where the definition has one, and is not told to the training", () => {
    const values = { cloud: "local", recipe: "", shuffleType: "auto", maxPasses: 10 };
    const data = { rows: 100, inputs: [] };
    assert.ok(!("scoreThreshold" in learning(values, data).parameters));
    const { parameters } = learning(values, { ...data, threshold: { precision: 0.9 } });
    assert.equal(parameters.scoreThreshold, "precision 0.9");
    assert.deepEqual(trainingParametersOf(parameters), learning(values, data).parameters);
  });
});
