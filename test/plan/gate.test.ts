import assert from "node:assert/strict";
import { whyRefused } from "../../plan/gate";

const f1 = (value: number) => ({ metric: "MulticlassAvgFScore", value });
const limits = (minimumF1 = "", maximumF1Drop = "") => ({ minimumF1, maximumF1Drop });

describe("the quality gate", () => {
  it("lets everything pass without limits, and what keeps them", () => {
    assert.equal(whyRefused(f1(0), undefined, limits()), undefined);
    assert.equal(whyRefused(f1(0.5), f1(0.52), limits("0.5", "0.02")), undefined);
  });

  it("refuses what is under the minimum, or dropped too far, with both figures", () => {
    assert.match(
      whyRefused(f1(0.4999), undefined, limits("0.5"))!,
      /macro F1 is 0\.500: expected at least 0\.5 \(ml-learn:minimumF1\)/,
    );
    assert.match(
      whyRefused(f1(0.6), f1(0.671), limits("", "0.05"))!,
      /is 0\.600, and that of the serving model 0\.671: .* at most 0\.05/,
    );
    assert.match(whyRefused({ metric: "BinaryAUC", value: 0.4 }, undefined, limits("0.5"))!, /AUC is 0\.400/);
  });

  it("refuses a figure that is none", () => {
    assert.ok(whyRefused(f1(NaN), undefined, limits("0.5")));
    assert.ok(whyRefused(f1(NaN), f1(0.6), limits("", "0.5")));
  });

  it("compares like with like only, and has no limit for errors of a regression", () => {
    assert.equal(whyRefused(f1(0.1), { metric: "BinaryAUC", value: 0.9 }, limits("", "0.05")), undefined);
    assert.equal(whyRefused(f1(0.1), undefined, limits("", "0.05")), undefined);
    assert.equal(whyRefused({ metric: "RegressionRMSE", value: 99 }, undefined, limits("0.9", "0.1")), undefined);
  });
});
