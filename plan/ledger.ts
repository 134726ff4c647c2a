import type { Quality } from "./gate";
import { unmarkKeys } from "./marked-keys";
import { rowsOf, type StateRow, type StateRows } from "./state";

/**
 * What earlier runs left, read from the stack's own resources: there is no second record that
 * could disagree with them. Digests are whole ones, 64 hexadecimal digits.
 */
export interface Ledger {
  uploads: Map<string, PastUpload>;
  datasets: Map<string, PastDataset>;
  /** The newest first. */
  generations: PastGeneration[];
  /** The generation that serves; undefined when the stack's output does not say. */
  serving?: string;
  /** Since when each generation serves, or served last, as the switch knows: ISO 8601. */
  servedSince: Record<string, string>;
  /** Each switch and how good what was switched to is, the oldest first. */
  history: ServedOnce[];
  /** Generations of which there is something, but no model any more. */
  remains: string[];
  /** Where the stack is; undefined of a new one. */
  place?: FixedPlace;
}

/** A time at which a generation began to serve, and how good it was. */
export type ServedOnce = StateRow<"Serving">["history"][number];

/** What never changes under a stack. */
export interface FixedPlace {
  cloud: string;
  region: string;
  bucket: string;
}

/** What a data source is for. */
export type Side = StateRow<"DataSource">["side"];

/** Its classes are by their own names. */
export type PastUpload = StateRow<"S3Upload">;

export interface PastDataset {
  digest: string;
  upload: string;
  schema: string;
  /** How it is split, as its digest sees it. */
  splitIdentity: string;
  /** The data sources that the state has, and whether each is COMPLETED. */
  sources: Partial<Record<Side, boolean>>;
}

/** Its examples are by their own names. */
export interface PastGeneration extends Omit<
  StateRow<"MLModel">,
  "generation" | "status" | "created" | "sizeInBytes" | "computeMs"
> {
  digest: string;
  /** ISO 8601, of the model; "" where it is not known. */
  created: string;
  /** Whether the model is COMPLETED. */
  isTrained: boolean;
  /** How good it is; undefined without a COMPLETED evaluation. */
  quality?: Quality;
  /** Whether the held-out rows were predicted, all of them. */
  isPredicted: boolean;
  /** Where its report lies in the bucket; undefined when it has none. */
  reportPrefix?: string;
  /** Whose run made it, and of which commit, as its report tells. */
  maker?: { madeBy?: string; commit?: string };
  /** Whether it passed the gate before the switch. */
  isReleased: boolean;
  /** Of its model. */
  sizeInBytes?: number;
  /** Compute time that its jobs took, milliseconds; undefined when not all of it is known. */
  computeMs?: { dataSources: number; model: number; evaluation: number };
  /** Where it answers; `mounted` is when it began to, ISO 8601. */
  endpoint?: { url: string; mounted: string };
}

/**
 * Reads the ledger.
 *
 * @throws Error when the state holds something else than what our resources leave
 */
export function readLedger(rows: StateRows, stackOutputs: Record<string, unknown>): Ledger {
  const uploads = new Map(
    rowsOf(rows, "S3Upload").map((upload) => [upload.digest, { ...upload, classes: unmarkKeys(upload.classes) }]),
  );
  const datasets = new Map<string, PastDataset>();
  const sourceMs = new Map<string, number>();
  for (const { dataset, upload, schema, splitIdentity, side, status, computeMs } of rowsOf(rows, "DataSource")) {
    // NaN when one of them is not known.
    sourceMs.set(dataset, (sourceMs.get(dataset) ?? 0) + (computeMs ?? NaN));
    const known = datasets.get(dataset) ?? { digest: dataset, upload, schema, splitIdentity, sources: {} };
    known.sources[side] = status === "COMPLETED";
    datasets.set(dataset, known);
  }
  const byGeneration = <Kind extends GenerationKind>(kind: Kind) =>
    new Map(rowsOf(rows, kind).map((row) => [row.generation, row]));
  const evaluations = byGeneration("Evaluation");
  const gates = byGeneration("QualityGate");
  const endpoints = byGeneration("RealtimeEndpoint");
  const predictions = byGeneration("BatchPrediction");
  const reports = byGeneration("Report");
  const [switched] = rowsOf(rows, "Serving");
  const generations = rowsOf(rows, "MLModel").map((row): PastGeneration => {
    const { generation: digest, status, created = "", sizeInBytes, computeMs, examples, ...model } = row;
    const [evaluation, endpoint, report] = [evaluations.get(digest), endpoints.get(digest), reports.get(digest)];
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
      ...(report && { reportPrefix: report.prefix, maker: report.story }),
      isReleased: gates.has(digest),
      ...(sizeInBytes !== undefined && { sizeInBytes }),
      ...computeTime(sourceMs.get(model.dataset), computeMs, evaluation?.computeMs),
      ...(endpoint && { endpoint: { url: endpoint.url, mounted: endpoint.mounted ?? "" } }),
    };
  });
  generations.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.digest < b.digest ? -1 : 1));
  const { serving } = stackOutputs;
  const [place] = [...rowsOf(rows, "LocalAws"), ...rowsOf(rows, "S3Upload")];
  const models = new Set(generations.map(({ digest }) => digest));
  const left = [evaluations, gates, endpoints, predictions, reports].flatMap((rows) => [...rows.keys()]);
  return {
    uploads,
    datasets,
    generations,
    ...(typeof serving === "string" && serving !== "" && { serving }),
    servedSince: switched?.servedSince ?? {},
    history: switched?.history ?? [],
    remains: [...new Set(left)].filter((digest) => !models.has(digest)),
    ...(place && { place: { cloud: place.cloud, region: place.region, bucket: place.bucket } }),
  };
}

/** The generation with this digest; undefined when the state does not have it. */
export const generationOf = ({ generations }: Ledger, digest: string | undefined): PastGeneration | undefined =>
  generations.find((generation) => generation.digest === digest);

/** The generation that serves; undefined when none does, or the state does not have it. */
export const servingGeneration = (ledger: Ledger): PastGeneration | undefined => generationOf(ledger, ledger.serving);

/**
 * The generation that new data are compared with: the one that serves; where the output that says
 * so is lost, the one that was switched to last, or the newest that answers.
 */
export function comparedGeneration(ledger: Ledger): PastGeneration | undefined {
  const answering = ledger.generations.filter(({ endpoint, isReleased }) => endpoint && isReleased);
  const since = ({ digest }: PastGeneration) => ledger.servedSince[digest] ?? "";
  const last = answering.reduce<PastGeneration | undefined>(
    (latest, generation) => (latest && since(latest) >= since(generation) ? latest : generation),
    undefined,
  );
  return servingGeneration(ledger) ?? last;
}

/** What a generation lacks of a whole one; undefined when it is whole. */
export function whatIsMissing({ uploads, datasets }: Ledger, generation: PastGeneration): string | undefined {
  const dataset = datasets.get(generation.dataset);
  if (!generation.isTrained) return "its model";
  if (!dataset || !uploads.has(dataset.upload)) return "its features";
  if (!dataset.sources.training || !dataset.sources.evaluation) return "a data source";
  if (!generation.quality) return "its evaluation";
  return undefined;
}

// ---

type GenerationKind = "Evaluation" | "BatchPrediction" | "Report" | "QualityGate" | "RealtimeEndpoint";

function computeTime(dataSources = NaN, model = NaN, evaluation = NaN): Pick<PastGeneration, "computeMs"> {
  return Number.isNaN(dataSources + model + evaluation) ? {} : { computeMs: { dataSources, model, evaluation } };
}
