import type { Manifest } from "../features/manifest";
import type { Quality } from "./gate";
import { unmarkKeys } from "./marked-keys";

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
  place?: Place;
}

/** A time at which a generation began to serve, ISO 8601, and how good it was. */
export interface ServedOnce extends Quality {
  generation: string;
  since: string;
  /** The same for figures that can be compared; older versions did not keep it. */
  measure?: string;
}

/** What never changes under a stack. */
export interface Place {
  cloud: string;
  region: string;
  bucket: string;
}

/** What a data source is for. */
export type Side = "training" | "evaluation";

export type PastUpload = Pick<Manifest, "rows" | "classes" | "profile"> & {
  digest: string;
  /** The features digest. */
  features: string;
  bucket: string;
  keys: Record<string, string>;
  target: string;
};

export interface PastDataset {
  digest: string;
  upload: string;
  schema: string;
  /** How it is split, as its digest sees it. */
  splitIdentity: string;
  /** The data sources that the state has, and whether each is COMPLETED. */
  sources: Partial<Record<Side, boolean>>;
}

export interface PastGeneration {
  digest: string;
  dataset: string;
  modelId: string;
  definition: string;
  approvedBy: string;
  /** Records that its endpoint has to answer for. */
  examples: Record<string, string>[];
  modelType: string;
  recipe: string;
  parameters: Record<string, string>;
  /** ISO 8601, of the model. */
  created: string;
  /** Whether the model is COMPLETED. */
  isTrained: boolean;
  /** How good it is; undefined without a COMPLETED evaluation. */
  quality?: Quality;
  /** Whether the state has its evaluation, whatever became of it. */
  hasEvaluation: boolean;
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

/** The state's resources, by URN, as the engine gives them. */
export type StateRows = Record<string, { type: string; outputs: Record<string, unknown> }>;

/**
 * Reads the ledger.
 *
 * @throws Error when the state holds something else than what our resources leave
 */
export function readLedger(rows: StateRows, stackOutputs: Record<string, unknown>): Ledger {
  /** Rows of before there were generations know none; what they stand for is declared again, or goes. */
  const of = (type: string, knows: string) =>
    Object.values(rows)
      .filter((row) => row.type === `pulumi-nodejs:dynamic/ml-learn:${type}` && knows in row.outputs)
      .map(({ outputs }) => outputs as never);

  const uploads = new Map(
    of("S3Upload", "features").map((upload: PastUpload) => [
      upload.digest,
      { ...upload, classes: unmarkKeys(upload.classes) },
    ]),
  );
  const datasets = new Map<string, PastDataset>();
  const sourceMs = new Map<string, number>();
  for (const { dataset, upload, schema, splitIdentity, side, status, computeMs } of of(
    "DataSource",
    "dataset",
  ) as DataSourceRow[]) {
    // NaN when one of them is not known.
    sourceMs.set(dataset, (sourceMs.get(dataset) ?? 0) + (computeMs ?? NaN));
    const known = datasets.get(dataset) ?? { digest: dataset, upload, schema, splitIdentity, sources: {} };
    known.sources[side] = status === "COMPLETED";
    datasets.set(dataset, known);
  }
  const byGeneration = <Row extends { generation: string }>(type: string) =>
    new Map((of(type, "generation") as Row[]).map((row) => [row.generation, row]));
  const evaluations = byGeneration<EvaluationRow>("Evaluation");
  const gates = byGeneration("QualityGate");
  const endpoints = byGeneration<EndpointRow>("RealtimeEndpoint");
  const predictions = byGeneration<{ generation: string; status: string }>("BatchPrediction");
  const reports = byGeneration<ReportRow>("Report");
  const [switched] = of("Serving", "servedSince") as Partial<Pick<Ledger, "servedSince" | "history">>[];
  const generations = (of("MLModel", "generation") as ModelRow[]).map(
    ({ generation: digest, status, ...model }): PastGeneration => {
      const [evaluation, endpoint] = [evaluations.get(digest), endpoints.get(digest)];
      const { dataset, modelId, definition, approvedBy, examples, modelType, recipe, parameters, created = "" } = model;
      if (!isText(digest) || !isText(dataset) || !isText(modelId))
        throw new Error(
          `Expected a model of the stack's state to know its generation, data set and id, got ${JSON.stringify({ digest, dataset, modelId })}. \`pulumi refresh\` may mend it.`,
        );
      return {
        digest,
        dataset,
        modelId,
        definition,
        approvedBy,
        examples: examples.map(unmarkKeys),
        modelType,
        recipe,
        parameters,
        created,
        isTrained: status === "COMPLETED",
        ...(evaluation?.status === "COMPLETED" && { quality: { metric: evaluation.metric, value: evaluation.value } }),
        hasEvaluation: evaluation !== undefined,
        isPredicted: predictions.get(digest)?.status === "COMPLETED",
        ...(reports.has(digest) && toldBy(reports.get(digest)!)),
        isReleased: gates.has(digest),
        ...(model.sizeInBytes !== undefined && { sizeInBytes: model.sizeInBytes }),
        ...computeTime(sourceMs.get(dataset), model.computeMs, evaluation?.computeMs),
        ...(endpoint && { endpoint: { url: endpoint.url, mounted: endpoint.mounted ?? "" } }),
      };
    },
  );
  generations.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.digest < b.digest ? -1 : 1));
  const { serving } = stackOutputs;
  const [place] = [...of("LocalAws", "bucket"), ...of("S3Upload", "bucket")] as Place[];
  const models = new Set(generations.map(({ digest }) => digest));
  const left = [evaluations, gates, endpoints, predictions, reports].flatMap((rows) => [...rows.keys()]);
  const lost = [...new Set(left)].filter((digest) => !models.has(digest));
  return {
    uploads,
    datasets,
    generations,
    ...(isText(serving) && { serving }),
    servedSince: switched?.servedSince ?? {},
    history: switched?.history ?? [],
    remains: lost,
    ...(place && { place }),
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

interface DataSourceRow extends Omit<PastDataset, "digest" | "sources"> {
  dataset: string;
  side: Side;
  status: string;
  computeMs?: number;
}

type ModelRow = Omit<PastGeneration, "digest" | "computeMs"> & {
  generation: string;
  status: string;
  computeMs?: number;
};

interface EvaluationRow {
  generation: string;
  status: string;
  metric: string;
  value: number;
  computeMs?: number;
}

interface ReportRow {
  generation: string;
  prefix: string;
  story: { madeBy?: string; commit?: string };
}

function toldBy({ prefix, story: { madeBy, commit } }: ReportRow): Pick<PastGeneration, "reportPrefix" | "maker"> {
  return {
    reportPrefix: prefix,
    maker: { ...(madeBy !== undefined && { madeBy }), ...(commit !== undefined && { commit }) },
  };
}

function computeTime(dataSources = NaN, model = NaN, evaluation = NaN): Pick<PastGeneration, "computeMs"> {
  return Number.isNaN(dataSources + model + evaluation) ? {} : { computeMs: { dataSources, model, evaluation } };
}

interface EndpointRow {
  generation: string;
  url: string;
  mounted?: string;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
