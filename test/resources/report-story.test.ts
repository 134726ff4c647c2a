import assert from "node:assert/strict";
import type { RunPlan } from "../../plan/run-plan";
import { storyOf } from "../../resources/report-story";
import { digestOf, featuresOf, ledgerOf, past } from "../plan/ledger";

const limits = {};
const [a, b] = [past("aaaaaaa", 10, { reportPrefix: "reports/a/" }), past("bbbbbbb", 20)];
const served = (digest: string, day: number) => ({
  generation: digest,
  since: `2026-11-${day}T10:05:00.000Z`,
  metric: "MulticlassAvgFScore",
  value: 0.671,
});

const maker = { madeBy: "Ada", commit: "1a2b3c4d5e6f" };

/** Of a plan, what a story is told of. */
const planOf = (own: string, serving = b): RunPlan =>
  ({
    generation: own,
    serving,
    isServingKnown: true,
    features: featuresOf(),
    target: "policy",
    extract: "dump.csv",
    heldOut: "",
    changes: undefined,
    decision: {
      target: own,
      isPinned: false,
      isNew: true,
      kept: [],
      answering: [],
      deleted: [],
      remains: [],
      unusedDatasets: [],
    },
    work: { steps: [], takenDown: [] },
    gate: { limits, isAccepted: false, serving: {}, yardstick: { heldOut: [] } },
  }) as never;

describe("the story of a generation", () => {
  it("is this run's, of a new one: its words, what serves, who approved it", () => {
    const ledger = { ...ledgerOf([b, a], "bbbbbbb"), history: [served(a.digest, 10), served(b.digest, 20)] };
    const { words, before, history, approval } = storyOf(planOf(digestOf("ccccccc")), ledger, "ccccccc by Ada", maker);
    assert.match(words[0], /^Retrain: generation ccccccc/);
    assert.deepEqual([before!.generation, before!.prefix], [b.digest, ""]);
    assert.deepEqual(
      history.map(({ generation }) => generation),
      [a.digest, b.digest],
    );
    assert.equal(approval, "ccccccc by Ada");
  });

  it("of one that served before there were reports says so, and what served before it", () => {
    const ledger = { ...ledgerOf([b, a], "bbbbbbb"), history: [served(a.digest, 10), served(b.digest, 20)] };
    const { words, before, history, approval } = storyOf(planOf(b.digest), ledger, "", maker);
    assert.deepEqual(words, ["It was made in an earlier run, which kept no words of why."]);
    assert.deepEqual([before!.generation, before!.prefix], [a.digest, "reports/a/"]);
    assert.deepEqual(
      history.map(({ generation }) => generation),
      [a.digest],
    );
    assert.match(approval, /nobody had to/);
  });

  it("knows nothing of before where nothing is known", () => {
    assert.equal(storyOf(planOf(b.digest), ledgerOf([b], "bbbbbbb"), "", maker).before, undefined);
  });
});
