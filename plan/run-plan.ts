import type { Manifest } from "../features/manifest";
import type { Changes } from "./changes";
import type { Decision } from "./decision";
import type { Cost } from "./cost";
import type { GateTerms } from "./gate";
import type { PastGeneration } from "./ledger";
import { trains, type Work } from "./work";

export interface RunPlan {
  /** The generation of the data at hand, 64 digits, and the dataset digest. */
  generation: string;
  dataset: string;
  features: Manifest;
  label: string;
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
  measure: { own: string; next: string };
  incomparable?: string;
  /** The generation at hand was trained, and it is known already that it will not serve, and why. */
  refusal?: string;
  /** Why an `up` stops before its first call; a preview shows the whole plan all the same. */
  unapproved?: string;
  drift?: Drift;
}

/** What is otherwise with what serves than the state says. */
export interface Drift {
  /** For people: `the model ml-… is gone`. */
  found: string;
  /** Clients get answers all the same. */
  answers: boolean;
}

/** What is wrong with what serves and stays so after the run; undefined when nothing is, or another serves then. */
export const whyNotServing = ({ decision, serving, drift }: RunPlan): string | undefined =>
  drift && !drift.answers && decision.next === serving?.digest
    ? `What serves does not answer: ${drift.found}. Run \`pulumi refresh\`, which sees what is gone, then \`pulumi up\`, which makes it again. \`npm run ml:learn\` does both.`
    : undefined;

/** For runs without a terminal, where Pulumi prints each message at once, and all but progress again at the end. */
export const PLAN_ONCE = "ML_LEARN_PLAN_ONCE";

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
    target: decision.next,
    isPinned: decision.isPinned,
    retrains: trains(work),
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
