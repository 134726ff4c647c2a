import assert from "node:assert/strict";
import { costLines, costOf, secondsOf, whyTooDear } from "../../plan/cost";
import { decide } from "../../plan/decision";
import { engineOf } from "../../plan/engines/engines";
import { workOf } from "../../plan/work";
import { digestOf, featuresOf, ledgerOf, past } from "./ledger";

const hour = 3_600_000;
const known = { sizeInBytes: 38_496_000, computeMs: { dataSources: hour / 5, model: hour, evaluation: hour / 5 } };
const a20: Record<string, string> = { "sgd.maxPasses": "20" };
const settings = { keep: 3, endpoints: 2, serve: "", held: [] };

describe("the cost of a run", () => {
  /** Of a run over so many rows; `isWhole`: another generation than what serves is made, else nothing. */
  const costs = (changes: object, { rows = 1000, parameters = a20, isWhole = true } = {}) => {
    const a = past("aaaaaaa", 10, changes);
    const ledger = ledgerOf([a], "aaaaaaa");
    const [generation, dataset] = isWhole ? [digestOf("bbbbbbb"), digestOf("db")] : [a.digest, a.dataset];
    const decision = decide(ledger, generation, dataset, settings);
    const engine = engineOf({});
    const run = {
      ...{ ledger, decision, generation, dataset, parameters, features: featuresOf({ rows }) },
      ...{ heldOutRows: 300, predictedRows: 5790, compared: a },
    };
    const work = workOf(engine, run, "");
    return { ...costOf(engine, work, run), seconds: secondsOf(engine, work) };
  };

  it("is that of compute hours, as long as the last ones for each row, and of predictions by the started thousand", () => {
    const { items, total, seconds } = costs(known, { rows: 2000 });
    assert.ok(Math.abs(seconds! - 3600 * 2 * (0.2 + 1 + 0.2)) < 1e-6);
    const [compute, predictions] = items;
    assert.ok(Math.abs(compute.dollars - 2.8 * 0.42) < 1e-9);
    assert.ok(Math.abs(predictions.dollars - 0.6) < 1e-9);
    assert.equal(total, compute.dollars + predictions.dollars);
    assert.match(compute.words, /^2\.80 compute hours at \$0\.42 \(as long as the last ones\)$/);
  });

  it("is more where the training rows are predicted to choose a threshold by, and not where it is given", () => {
    const dollars = (scoreThreshold: string) =>
      costs(known, { rows: 2000, parameters: { ...a20, scoreThreshold } }).items[1].dollars;
    assert.ok(Math.abs(dollars("F1") - 0.8) < 1e-9);
    assert.ok(Math.abs(dollars("0.35") - 0.6) < 1e-9);
  });

  it("is more for more passes", () => {
    const { seconds } = costs(known, { parameters: { "sgd.maxPasses": "200" } });
    assert.ok(Math.abs(seconds! - 3600 * (0.2 + 10 + 0.2)) < 1e-6);
  });

  it("is assumed where no job has been timed", () => {
    const { items, seconds } = costs({});
    assert.equal(items[0].words, "0.40 compute hours at $0.42 (taken to be 0.1 for each job)");
    assert.equal(seconds, undefined);
  });

  it("is nothing when nothing is made, but for the endpoints", () => {
    const cost = costs(known, { isWhole: false });
    assert.equal(cost.total, 0);
    assert.deepEqual(costLines(cost).length, 1);
  });

  it("goes on by the month for each started 10 MB of the models that answer, before and after", () => {
    const { monthly } = costs(known);
    assert.ok(Math.abs(monthly.before - 4 * 0.001 * 730) < 1e-9);
    // The new one is taken to be as big.
    assert.ok(Math.abs(monthly.after - 8 * 0.001 * 730) < 1e-9);
    assert.match(costLines(costs(known))[1], /^Cost of the endpoints: \$2\.92 -> \$5\.84 a month \(\$0\.001 an hour/);
  });

  it("stops a run above the limit, with both figures", () => {
    const cost = costs(known);
    assert.deepEqual(whyTooDear(cost, undefined), []);
    assert.deepEqual(whyTooDear(cost, 2), []);
    assert.deepEqual(whyTooDear(cost, 1), [
      "The run would cost about $1.19: expected at most $1 (ml-learn:maximumRunCost)",
    ]);
  });
});
