import type { ModelType } from "../features/definition";
import type { Quality } from "./gate";
import type { StateRow } from "./state";

/** What earlier runs left, read from the stack's own resources, the only record. Digests are whole: 64 digits. */
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

/** Its classes are by their own names. */
export type PastUpload = StateRow<"S3Upload">;

export interface PastDataset {
  digest: string;
  upload: string;
  schema: string;
  /** How it is split, as its digest sees it. */
  splitIdentity: string;
  /** What the state has of it beside the upload, by the engine's own names, and whether each part is complete. */
  parts: Record<string, boolean>;
}

export interface PastGeneration {
  engine: string;
  /** What it lacks of a whole one, in words; undefined when it is whole. */
  missing?: string;
  digest: string;
  /** Of the data set that it learned from. */
  dataset: string;
  modelId: string;
  definition: string;
  /** What 1 and 0 of a BINARY label are called, where they have names. */
  states?: Record<"1" | "0", string>;
  /** Who approved it and when; "" where nobody had to. */
  approvedBy: string;
  /** Made-up records that it has to answer for before it serves, by their own names. */
  examples: Record<string, string>[];
  modelType: ModelType;
  recipe: string;
  parameters: Record<string, string>;
  /** ISO 8601, of the model; "" where it is not known. */
  created: string;
  isTrained: boolean;
  /** How good it is; undefined without a proof. */
  quality?: Quality;
  /** Whether the held-out rows were predicted, all of them. */
  isPredicted: boolean;
  /** Where its report lies in the bucket; undefined when it has none. */
  reportPrefix?: string;
  /** Whose run made it, and of which commit, as its report tells. */
  maker?: { madeBy?: string; commit?: string };
  isReleased: boolean;
  sizeInBytes?: number;
  /** Compute time that its jobs took, milliseconds, by the engine's own names; undefined when not all of it is known. */
  computeMs?: Record<string, number>;
  /** Where it answers; `mounted` is when it began to, ISO 8601. */
  endpoint?: { url: string; mounted: string };
}

export const generationOf = ({ generations }: Ledger, digest: string | undefined): PastGeneration | undefined =>
  generations.find((generation) => generation.digest === digest);

export const servingGeneration = (ledger: Ledger): PastGeneration | undefined => generationOf(ledger, ledger.serving);

/** What new data are compared with: what serves; where that is lost, what was switched to last, or the newest. */
export function comparedGeneration(ledger: Ledger): PastGeneration | undefined {
  const answering = ledger.generations.filter(({ endpoint, isReleased }) => endpoint && isReleased);
  const since = ({ digest }: PastGeneration) => ledger.servedSince[digest] ?? "";
  const last = answering.reduce<PastGeneration | undefined>(
    (latest, generation) => (latest && since(latest) >= since(generation) ? latest : generation),
    undefined,
  );
  return servingGeneration(ledger) ?? last;
}
