import { computeCells, type Row } from "../../features/definition";
import type { NamedDefinition } from "../../features/load-definition";
import { Current } from "../../predictor/current";
import type { Answer } from "../../predictor/predict";
import { predictorApp, type PredictorOptions } from "../../predictor/server";
import type { ServedModel } from "../../predictor/served";
import heldOut from "../report/insurance-held-out.json";

export const served: ServedModel = {
  modelId: "ml-0de7674a-9d7dfedf84f4",
  url: "http://127.0.0.1:1",
  definition: "insurance-number",
  generation: "9d7dfedf84f4".padEnd(64, "0"),
  features: "5a44a38ae95a".padEnd(64, "0"),
  trained: "2026-11-25T02:23:38.624Z",
  report: "s3://bucket/reports/",
};

const policies = ["CO HEALTH FIRST", "HEALTHFIRST NY", "NY MEDICAID", "<b>UMR</b>", "AETNA PPO"];

/** The more characters, the surer it is. */
export function answerFor(definition: NamedDefinition, row: Row): Answer {
  computeCells(definition, row);
  const best = Math.min(0.9, row.number.length / 10);
  const rest = (1 - best) / (policies.length - 1);
  return { ranked: policies.map((label, i) => ({ label, probability: i === 0 ? best : rest })) };
}

/** A clock by which an hour goes by with each look at it. */
function hours(): () => number {
  let now = 0;
  return () => (now += 3_600_000);
}

/** The predictor page with a model that is a function. */
export const appWith = (options: Partial<PredictorOptions> & { find?: () => Promise<ServedModel> } = {}) =>
  predictorApp({
    current: new Current(options.find ?? (async () => served), { fresh: 0, stale: Infinity }, hours()),
    predict: async (_, definition, row) => answerFor(definition, row),
    heatMap: async () => ({ confusion: heldOut.confusion, classes: 9 }),
    allowsAddresses: true,
    ...options,
  });
