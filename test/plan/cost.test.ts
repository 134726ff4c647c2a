import assert from "node:assert/strict";
import { costLines, costOf, whyTooDear } from "../../plan/cost";
import { decide } from "../../plan/decision";
import { noWork, type Work } from "../../plan/work";
import { digestOf, ledgerOf, past } from "./ledger";

const whole: Work = { ...noWork, dataSources: 2, models: 1, evaluations: 1, predictedRows: 5790, endpoints: 1 };
const hour = 3_600_000;
const known = { sizeInBytes: 38_496_000, computeMs: { dataSources: hour / 5, model: hour, evaluation: hour / 5 } };
const a20 = { "sgd.maxPasses": "20" };
const settings = { keep: 3, endpoints: 2, serve: "" };

describe("the cost of a run", () => {
  const costs = (changes: object, work: Work, rows = 1000, parameters = a20) => {
    const a = past("aaaaaaa", 10, changes);
    const ledger = ledgerOf([a], "aaaaaaa");
    return costOf(ledger, decide(ledger, digestOf("bbbbbbb"), digestOf("db"), settings), work, a, rows, parameters);
  };

  it("is that of compute hours, as long as the last ones for each row, and of predictions by the started thousand", () => {
    const { computeHours, compute, predictions, total, isAssumed } = costs(known, whole, 2000);
    assert.ok(Math.abs(computeHours - 2 * (0.2 + 1 + 0.2)) < 1e-9);
    assert.ok(Math.abs(compute - 2.8 * 0.42) < 1e-9);
    assert.ok(Math.abs(predictions - 0.6) < 1e-9);
    assert.equal(total, compute + predictions);
    assert.equal(isAssumed, false);
  });

  it("is more for more passes", () => {
    const { computeHours } = costs(known, whole, 1000, { "sgd.maxPasses": "200" });
    assert.ok(Math.abs(computeHours - (0.2 + 10 + 0.2)) < 1e-9);
  });

  it("is assumed where no job has been timed", () => {
    const { computeHours, isAssumed } = costs({}, whole);
    assert.ok(Math.abs(computeHours - 0.4) < 1e-9);
    assert.ok(isAssumed);
  });

  it("is nothing when nothing is made, but for the endpoints", () => {
    const cost = costs(known, noWork);
    assert.equal(cost.total, 0);
    assert.deepEqual(costLines(cost, noWork).length, 1);
  });

  it("goes on by the month for each started 10 MB of the models that answer, before and after", () => {
    const { monthly } = costs(known, whole);
    assert.ok(Math.abs(monthly.before - 4 * 0.001 * 730) < 1e-9);
    // The new one is taken to be as big.
    assert.ok(Math.abs(monthly.after - 8 * 0.001 * 730) < 1e-9);
    assert.match(
      costLines(costs(known, whole), whole)[1],
      /^Cost of the endpoints: \$2\.92 -> \$5\.84 a month \(\$0\.001 an hour/,
    );
  });

  it("stops a run above the limit, with both figures", () => {
    const cost = costs(known, whole);
    assert.deepEqual(whyTooDear(cost, ""), []);
    assert.deepEqual(whyTooDear(cost, "2"), []);
    assert.deepEqual(whyTooDear(cost, "1"), [
      "The run would cost about $1.19: expected at most $1 (ml-learn:maximumRunCost)",
    ]);
  });
});
