import assert from "node:assert/strict";
import { imageMetrics } from "../../xgboost/metrics";
// Made with scikit-learn 1.9; numbers are rounded to five digits there, which moves those of regression a little.
import cases from "./metrics.json";

describe("the metrics of the XGBoost image", () => {
  for (const { what, width, truth, predictions, metrics } of cases)
    it(`are scikit-learn's, of ${what}`, () => {
      const judged = { truth: Float32Array.from(truth), predictions: Float32Array.from(predictions), width };
      for (const [name, value] of Object.entries(metrics) as [string, number][])
        assert.ok(
          Math.abs(imageMetrics[name](judged) - value) < 1e-5,
          `${name}: ${imageMetrics[name](judged)}, not ${value}`,
        );
    });

  it("are all held to it", () =>
    assert.deepEqual(
      Object.keys(imageMetrics).sort(),
      [...new Set(cases.flatMap(({ metrics }) => Object.keys(metrics)))].sort(),
    ));

  it("count no class that is neither there nor found, and give 0 for what can't be divided", () => {
    const judged = { truth: Float32Array.of(0, 0), predictions: Float32Array.of(0.1, 0.2), width: 1 };
    assert.deepEqual([imageMetrics.f1_macro(judged), imageMetrics.f1_binary(judged)], [1, 0]);
  });
});
