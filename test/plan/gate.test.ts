import assert from "node:assert/strict";
import { limitsHeld, misplacedLimits, whyRefused, type GateLimits, type Quality } from "../../plan/gate";

const f1 = (value: number): Quality => ({ metric: "MulticlassAvgFScore", value });
const auc = (value: number): Quality => ({ metric: "BinaryAUC", value });
const rmse = (value: number): Quality => ({ metric: "RegressionRMSE", value });
const limits = (minimumF1?: number, maximumF1Drop?: number): GateLimits => ({ minimumF1, maximumF1Drop });
const ofErrors = (maximumError?: number, maximumErrorRise?: number): GateLimits => ({
  ...limits(),
  maximumError,
  maximumErrorRise,
});
const refused = (now: Quality, before: Quality | undefined, given: GateLimits, yardstick = {}) =>
  whyRefused(now, before, given, { heldOut: [], ...yardstick });

describe("the quality gate", () => {
  it("lets everything pass without limits, and what keeps them", () => {
    assert.equal(refused(f1(0), undefined, limits()), undefined);
    assert.equal(refused(f1(0.5), f1(0.52), limits(0.5, 0.02)), undefined);
    assert.equal(refused(rmse(9), rmse(8.9), ofErrors(9, 0.1)), undefined);
  });

  it("refuses what is under the minimum, or dropped too far, with both figures", () => {
    assert.match(
      refused(f1(0.4999), undefined, limits(0.5))!,
      /macro F1 is 0\.500: expected at least 0\.5 \(ml-learn:minimumF1\)/,
    );
    assert.match(
      refused(f1(0.6), f1(0.671), limits(undefined, 0.05))!,
      /is 0\.600, and that of the serving model 0\.671: .* at most 0\.05/,
    );
    assert.match(refused(auc(0.4), undefined, limits(0.5))!, /AUC is 0\.400/);
  });

  it("refuses an error that is too large, or rose by too large a share", () => {
    assert.match(
      refused(rmse(12463), undefined, ofErrors(7000))!,
      /root mean square error is 12,463: expected at most 7000 \(ml-learn:maximumError\)/,
    );
    assert.match(refused(rmse(12463), rmse(6058), ofErrors(undefined, 0.1))!, /6,058: expected a rise of at most 0\.1/);
  });

  it("refuses a model that is no better than one that knows nothing", () => {
    assert.match(refused(auc(0.3), undefined, limits(), { baseline: 0.5 })!, /knows nothing \(chance: 0\.500\)/);
    assert.match(refused(f1(0.21), undefined, limits(), { baseline: 0.21 })!, /always the largest class: 0\.210/);
    assert.match(refused(rmse(3), undefined, ofErrors(), { baseline: 2.5 })!, /always the mean: 2\.500/);
    assert.equal(refused(rmse(2), undefined, ofErrors(), { baseline: 2.5 }), undefined);
  });

  it("says of a drop that chance alone does as much", () => {
    const drop = (rows: number) => refused(f1(0.6), f1(0.671), limits(undefined, 0.05), { heldOut: [rows, rows] })!;
    assert.match(drop(20), /within what chance does on so few held-out rows \(± 0\.1\d\d\)/);
    assert.doesNotMatch(drop(20_000), /chance/);
  });

  it("refuses a figure that is none", () => {
    assert.ok(refused(f1(NaN), undefined, limits(0.5)));
    assert.ok(refused(f1(NaN), f1(0.6), limits(undefined, 0.5)));
    assert.ok(refused(rmse(NaN), undefined, ofErrors(5)));
    assert.ok(refused(auc(NaN), undefined, limits(), { baseline: 0.5 }));
  });

  it("compares like with like only", () => {
    assert.equal(refused(f1(0.1), auc(0.9), limits(undefined, 0.05)), undefined);
    assert.equal(refused(f1(0.1), undefined, limits(undefined, 0.05)), undefined);
  });

  it("names a limit that can't be applied, and the one in its place", () => {
    assert.deepEqual(misplacedLimits("RegressionRMSE", limits(0.9)), [
      "ml-learn:minimumF1 can't be applied to a model that is measured by its root mean square error: expected ml-learn:maximumError in its place.",
    ]);
    assert.match(
      misplacedLimits("BinaryAUC", ofErrors(undefined, 0.1))[0],
      /maximumErrorRise .* ml-learn:maximumF1Drop/,
    );
    assert.deepEqual(misplacedLimits("BinaryAUC", limits(0.9, 0.1)), []);
    assert.deepEqual(limitsHeld(rmse(4), rmse(4), ofErrors(5, 0.1)), ["maximumError 5", "maximumErrorRise 0.1"]);
  });
});
