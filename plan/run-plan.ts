import type { Manifest } from "../features/manifest";
import type { Changes } from "./changes";
import type { Decision } from "./decision";
import type { Cost } from "./cost";
import type { GateTerms } from "./gate";
import { generationOf, type Ledger, type PastGeneration } from "./ledger";

/** All that is known of a run before it begins. */
export interface RunPlan {
  /** The generation of the data at hand, 64 digits, and the dataset digest. */
  generation: string;
  dataset: string;
  features: Manifest;
  /** The column that is predicted. */
  target: string;
  /** What the extract is and how old. */
  extract: string;
  /** Which rows are held out, in words. */
  heldOut: string;
  /** What serves, or, where that is not known, what answers and was switched to last. */
  serving: PastGeneration | undefined;
  isServingKnown: boolean;
  decision: Decision;
  /** What an earlier run left of the data's own generation, in words; undefined when it is whole, or none was begun. */
  begun?: string;
  /** Compared with what serves; undefined when nothing does, or the state has lost its data. */
  changes: Changes | undefined;
  work: Work;
  /** On AWS. */
  cost?: Cost;
  /** Elsewhere: how long the jobs will take, by those of what serves; undefined where nothing is known. */
  computeSeconds?: number;
  /** What a person should look at, and what stops the run. */
  warnings: string[];
  stops: string[];
  /** What a model of these features is judged by, and why its figures can't be compared with what serves. */
  gate: GateTerms;
  /** The same for models whose figures can be compared: of the features at hand, and of what is to serve. */
  measure: { own: string; target: string };
  incomparable?: string;
  /** The generation at hand was trained, and it is known already that it will not serve, and why. */
  refusal?: string;
  /** Why an `up` stops before its first call; a preview shows the whole plan all the same. */
  unapproved?: string;
  /** What was found with what serves that is not as the state says, and whether it answers all the same. */
  drift?: { found: string; answers: boolean };
}

/** What is wrong with what serves and stays so after the run; undefined when nothing is, or another serves then. */
export const whyNotServing = ({ decision, serving, drift }: RunPlan): string | undefined =>
  drift && !drift.answers && decision.target === serving?.digest
    ? `What serves does not answer: ${drift.found}. Run \`pulumi refresh\`, which sees what is gone, then \`pulumi up\`, which makes it again. \`npm run ml:learn\` does both.`
    : undefined;

/**
 * In the environment of a run without a terminal: Pulumi then prints each message at once, and again at the end
 * those that are no progress.
 */
export const PLAN_ONCE = "ML_LEARN_PLAN_ONCE";

/** What a run costs. */
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

/** What goes to `build/plan.json`: facts for programs, and the words. */
export function planFile(
  plan: RunPlan,
  words: string[],
  run: { stack: string; isPreview: boolean; place: object },
): string {
  const { decision, serving, features, generation, dataset, changes, work, cost, warnings, stops, extract } = plan;
  const facts = {
    ...run,
    generation,
    dataset,
    features: { digest: features.digest, rows: features.rows, classes: features.classes, columns: features.columns },
    extract,
    serving: serving && { generation: serving.digest, created: serving.created, ...serving.quality },
    target: decision.target,
    isPinned: decision.isPinned,
    retrains: work.models > 0,
    changes,
    work,
    cost,
    deletes: decision.deleted.map(({ generation: { digest, created }, reason }) => ({
      generation: digest,
      created,
      reason,
    })),
    remains: decision.remains,
    unusedDatasets: decision.unusedDatasets,
    keeps: decision.kept.map(({ digest }) => digest),
    answering: decision.answering,
    warnings,
    stops: [...stops, ...(plan.refusal === undefined ? [] : [plan.refusal])],
    words,
  };
  return JSON.stringify(facts, null, 2) + "\n";
}
