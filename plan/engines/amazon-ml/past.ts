import { unmarkKeys } from "../../marked-keys";
import { rowsOf, type StateRows } from "../../state";
import type { PastDataset } from "../../ledger";
import type { Engine, EnginePast } from "../engine";
import { amazonMlRows, type AmazonMlKind } from "./state-rows";

export function readPast(rows: StateRows): EnginePast {
  const all = <Kind extends AmazonMlKind>(kind: Kind) => rowsOf(rows, kind, amazonMlRows);
  const byGeneration = <Kind extends Exclude<AmazonMlKind, "DataSource">>(kind: Kind) =>
    new Map(all(kind).map((row) => [row.generation, row]));
  const datasets = new Map<string, PastDataset>();
  const sourceMs = new Map<string, number>();
  for (const { dataset, upload, schema, splitIdentity, side, status, computeMs } of all("DataSource")) {
    // NaN when one of them is not known.
    sourceMs.set(dataset, (sourceMs.get(dataset) ?? 0) + (computeMs ?? NaN));
    const known = datasets.get(dataset) ?? { digest: dataset, upload, schema, splitIdentity, parts: {} };
    known.parts[side] = status === "COMPLETED";
    datasets.set(dataset, known);
  }
  const evaluations = byGeneration("Evaluation");
  const endpoints = byGeneration("RealtimeEndpoint");
  const predictions = byGeneration("BatchPrediction");
  const generations = all("MLModel").map((row): EnginePast["generations"][number] => {
    const { generation: digest, status, created = "", sizeInBytes, computeMs, examples, ...model } = row;
    const [evaluation, endpoint] = [evaluations.get(digest), endpoints.get(digest)];
    const { metric, value } = evaluation ?? {};
    const isEvaluated = evaluation?.status === "COMPLETED" && metric !== undefined && value !== undefined;
    return {
      ...model,
      digest,
      created,
      examples: examples.map(unmarkKeys),
      isTrained: status === "COMPLETED",
      ...(isEvaluated && { quality: { metric, value } }),
      isPredicted: predictions.get(digest)?.status === "COMPLETED",
      ...(sizeInBytes !== undefined && { sizeInBytes }),
      ...computeTime(sourceMs.get(model.dataset), computeMs, evaluation?.computeMs),
      ...(endpoint && { endpoint: { url: endpoint.url, mounted: endpoint.mounted ?? "" } }),
    };
  });
  const left = [evaluations, endpoints, predictions].flatMap((rows) => [...rows.keys()]);
  return { datasets: [...datasets.values()], generations, left };
}

/** A whole generation has a model, features, two data sources and an evaluation. */
export const whatIsMissing: Engine["whatIsMissing"] = ({ isTrained, quality }, dataset, areFeaturesThere) => {
  if (!isTrained) return "its model";
  if (!dataset || !areFeaturesThere) return "its features";
  if (!dataset.parts.training || !dataset.parts.evaluation) return "a data source";
  return quality ? undefined : "its evaluation";
};

// ---

function computeTime(dataSources = NaN, model = NaN, evaluation = NaN): { computeMs?: Record<string, number> } {
  return Number.isNaN(dataSources + model + evaluation) ? {} : { computeMs: { dataSources, model, evaluation } };
}
