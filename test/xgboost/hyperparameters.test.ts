import assert from "node:assert/strict";
import { HyperparameterError, readHyperparameters } from "../../xgboost/hyperparameters";

describe("hyperparameters of the XGBoost image", () => {
  it("are XGBoost's, but for those that the image keeps to itself", () => {
    const plan = readHyperparameters({
      ...{ num_round: "20", objective: "multi:softprob", num_class: "3", eta: ".3", max_delta_step: "5", nthread: "8" },
      ...{ eval_metric: "f1_macro, mlogloss", csv_weights: "1", save_model_on_termination: "true" },
      early_stopping_rounds: "4",
    });
    assert.deepEqual(plan, {
      rounds: 20,
      parameters: { objective: "multi:softprob", num_class: "3", eta: ".3", max_delta_step: "5" },
      metrics: ["f1_macro", "mlogloss"],
      earlyStoppingRounds: 4,
      hasWeights: true,
      savesOnTermination: true,
    });
  });

  it("have the metric that is tuned among those that are evaluated", () =>
    assert.deepEqual(
      readHyperparameters({
        ...{ num_round: "1", objective: "binary:logistic", eval_metric: "logloss,auc" },
        _tuning_objective_metric: "validation:f1",
      }).metrics,
      ["auc", "f1", "logloss"],
    ));

  for (const [given, message] of [
    [{}, "Missing required hyperparameter: num_round"],
    [{ num_rounds: "20" }, "Extraneous hyperparameter found: num_rounds"],
    [{ constructor: "1" }, "Extraneous hyperparameter found: constructor"],
    [{ num_round: "many" }, "Hyperparameter num_round: could not parse value"],
    [{ num_round: "1.5" }, "Hyperparameter num_round: could not parse value"],
    [{ num_round: "0" }, "Hyperparameter num_round: 0 is not in [1, +inf)"],
    [{ num_round: "1", eta: "1.5" }, "Hyperparameter eta: 1.5 is not in [0, 1]"],
    [{ num_round: "1", subsample: "0" }, "Hyperparameter subsample: 0 is not in (0, 1]"],
    [{ num_round: "1", booster: "forest" }, "Hyperparameter booster: forest is not in ['gbtree', 'gblinear', 'dart']"],
    [
      { num_round: "1", objective: "multi:softprob" },
      "Require input for parameter 'num_class' for multi-classification",
    ],
    [
      { num_round: "1", objective: "multi:softprob", num_class: "3", eval_metric: "auc" },
      "Metric 'auc' can only be applied for classification and ranking problems.",
    ],
  ] as [Record<string, string>, string][])
    it(`are refused: ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => readHyperparameters(given),
        (error: Error) => error instanceof HyperparameterError && error.message === message,
      ));

  it("may have a metric with a threshold, of those that take one", () => {
    const given = { num_round: "1", objective: "binary:logistic" };
    assert.deepEqual(readHyperparameters({ ...given, eval_metric: "error@0.4" }).metrics, ["error@0.4"]);
    assert.throws(() => readHyperparameters({ ...given, eval_metric: "auc@0.4" }), /auc@0.4 is not in/);
  });
});
