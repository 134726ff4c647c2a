import type { Release } from "../../report/release";
import { ErrorCounter } from "../../learning/error-bins";
import { ScoreCounter } from "../../learning/score-bins";
import heldOut from "./insurance-held-out.json";

const digest = (begin: string): string => begin.padEnd(64, "0");

/** The sample's model, as a release after another one. */
export function releaseOf(changes: Partial<Release> = {}): Release {
  const { labels, counts } = heldOut.confusion;
  return {
    project: "ml-learn",
    stack: "dev",
    generation: digest("9d7dfedf84f4"),
    dataset: digest("c0d5f9ad668b"),
    features: digest("5a44a38ae95a"),
    modelId: "ml-0de7674a-9d7dfedf84f4",
    created: "2026-11-25T02:23:38.624Z",
    modelType: "MULTICLASS",
    definition: "insurance-number",
    target: "policy",
    rows: 19300,
    classes: Object.fromEntries(
      labels.map((label, i) => [label, counts[i].reduce((sum, count) => sum + count, 0) * 3]),
    ),
    quality: { metric: "MulticlassAvgFScore", value: 0.6906611140754194 },
    words: [
      "Retrain: features changed since 12 Nov 2026, now 5a44a38ae95a.",
      "  rows       19,297 -> 19,300   3 added",
    ],
    cause: "rows (3 added)",
    approval: "9d7dfedf84f4 by Ada <ada@example.com>, 2026-11-25T02:20:00.000Z",
    gate: {
      limits: { minimumF1: 0.6, maximumF1Drop: 0.05 },
      isAccepted: false,
      yardstick: { baseline: 0.002, heldOut: counts.map((row) => row.reduce((sum, count) => sum + count, 0)) },
    },
    heldOut,
    split: "stable, 70 % (seed ml-learn)",
    recipe: "",
    parameters: { "sgd.maxPasses": "20", "sgd.l2RegularizationAmount": "1e-7" },
    computeMs: 5821,
    madeBy: "Ada <ada@example.com>",
    commit: "1a2b3c4d5e6f",
    before: {
      generation: digest("77de01a9c3b2"),
      created: "2026-11-12T10:00:00.000Z",
      quality: { metric: "MulticlassAvgFScore", value: 0.671 },
      heldOut: {
        rows: 6,
        unlabelled: 0,
        failed: 0,
        top3: 0.9,
        confusion: {
          labels: ["MEDICARE PART B", "CIGNA OAP"],
          counts: [
            [3, 1],
            [0, 2],
          ],
        },
      },
    },
    history: [
      { generation: digest("a1"), since: "2026-10-22T10:00:00.000Z", metric: "MulticlassAvgFScore", value: 0.64 },
      { generation: digest("b2"), since: "2026-11-01T10:00:00.000Z", metric: "BinaryAUC", value: 0.9 },
      {
        generation: digest("77de01a9c3b2"),
        since: "2026-11-12T10:05:00.000Z",
        metric: "MulticlassAvgFScore",
        value: 0.671,
      },
    ],
    ...changes,
  };
}

/** Releases of a binary model and of a regression, the first ones of their stacks. */
export function otherTypes(): { binary: Release; regression: Release } {
  const scores = new ScoreCounter();
  for (let i = 0; i < 100; i++) scores.add((i + 0.5) / 100, i % 10 === 9 ? i < 50 : i >= 50);
  const errors = new ErrorCounter();
  for (let i = 0; i < 1000; i++) errors.add(i, i + (i % 7) - 3 + (i > 800 ? 20 : 0));
  const none = { history: [], before: undefined };
  const counts = { unlabelled: 0, failed: 0 };
  const gate = { limits: {}, isAccepted: false };
  return {
    binary: releaseOf({
      ...none,
      modelType: "BINARY",
      classes: { "0": 150, "1": 150 },
      quality: { metric: "BinaryAUC", value: 0.9 },
      gate: { ...gate, yardstick: { baseline: 0.5, heldOut: [50, 50] } },
      heldOut: {
        ...counts,
        rows: 100,
        confusion: {
          labels: ["0", "1"],
          counts: [
            [45, 5],
            [5, 45],
          ],
        },
        scores: scores.result(),
      },
    }),
    regression: releaseOf({
      ...none,
      modelType: "REGRESSION",
      classes: {},
      quality: { metric: "RegressionRMSE", value: 9.1 },
      gate: { ...gate, yardstick: { baseline: 288.7, heldOut: [1000] } },
      heldOut: { ...counts, rows: 1000, error: { model: 9.1, mean: 288.7 }, errors: errors.result() },
    }),
  };
}
