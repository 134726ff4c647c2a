import type { Manifest } from "../features/manifest";
import type { Decision } from "./decision";
import { generationOf, type Ledger } from "./ledger";

/** What a run does. */
export interface Work {
  /** Files to upload, and their bytes. */
  uploads: number;
  uploadedBytes: number;
  dataSources: number;
  models: number;
  evaluations: number;
  /** Held-out rows that are predicted for the report; about so many, where Amazon ML draws them. */
  predictedRows: number;
  endpoints: number;
  /** Endpoints that are taken down, of generations that stay. */
  takenDown: string[];
}

export const noWork: Work = {
  uploads: 0,
  uploadedBytes: 0,
  dataSources: 0,
  models: 0,
  evaluations: 0,
  predictedRows: 0,
  endpoints: 0,
  takenDown: [],
};

/** What the ledger lacks of what the decision wants. */
export function workOf(
  ledger: Ledger,
  decision: Decision,
  own: {
    generation: string;
    dataset: string;
    upload: string;
    features: Manifest;
    /** How many rows are held out, if they are to be predicted. */
    predictedRows: number;
  },
): Work {
  const generation = generationOf(ledger, own.generation);
  const work: Work = {
    ...noWork,
    // The report may be wanted of a generation that has been there for long.
    predictedRows: decision.isPinned || generation?.isPredicted ? 0 : own.predictedRows,
    endpoints: decision.answering.filter((digest) => !generationOf(ledger, digest)?.endpoint).length,
    takenDown: decision.kept
      .filter(({ digest, endpoint }) => endpoint && !decision.answering.includes(digest))
      .map(({ digest }) => digest),
  };
  if (!decision.isNew) return work;
  const files = ledger.uploads.has(own.upload) ? [] : Object.values(own.features.files);
  const sources = ledger.datasets.get(own.dataset)?.sources ?? {};
  return {
    ...work,
    uploads: files.length,
    uploadedBytes: files.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    dataSources: (["training", "evaluation"] as const).filter((side) => !sources[side]).length,
    models: generation?.isTrained ? 0 : 1,
    evaluations: generation?.quality ? 0 : 1,
  };
}
