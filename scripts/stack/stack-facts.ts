import { servingGeneration, type Ledger, type PastGeneration } from "../../plan/ledger";
import { readLedger } from "../../plan/read-ledger";
import { pastFeatures } from "../../plan/changes";
import type { Measured } from "../../plan/comparable";
import type { Quality } from "../../plan/gate";
import { reportsOf, stackState } from "./stack";

export interface GenerationFacts extends Partial<Quality> {
  generation: string;
  /** `kept` ones without an endpoint; `refused`: it was, or never became whole. */
  role: "serves" | "answers" | "kept" | "refused";
  modelId: string;
  /** ISO 8601. */
  trained: string;
  /** Since when it serves, or served last, ISO 8601. */
  servedSince?: string;
  definition: string;
  approvedBy: string;
  features?: string;
  target?: string;
  rows?: number;
  classes?: Record<string, number>;
  split?: string;
  recipe: string;
  parameters: Record<string, string>;
  url?: string;
}

export interface StackFacts {
  ledger: Ledger;
  /** The newest first. */
  generations: GenerationFacts[];
  serving?: GenerationFacts;
  /** Where the serving model's report lies, and those of all that have one. */
  report?: string;
  reports: { generation: string; url: string }[];
}

/** What the stack has, read from its state; empty before the first `up`. */
export async function stackFacts(): Promise<StackFacts> {
  const state = await stackState();
  const { rows, outputs } = state;
  const ledger = readLedger(rows, { ...outputs });
  const generations = ledger.generations.map((generation) => factsOf(ledger, generation));
  const serving = generations.find(({ role }) => role === "serves");
  return {
    ledger,
    generations,
    reports: reportsOf(state),
    ...(serving && { serving }),
    ...(outputs.report && { report: outputs.report }),
  };
}

/** What has to be alike before figures of generations can be compared. */
export const measuredBy = ({ definition, target = "", split = "" }: GenerationFacts): Measured => ({
  label: target,
  definition,
  splitIdentity: split,
});

// ---

function factsOf(ledger: Ledger, generation: PastGeneration): GenerationFacts {
  const { digest, modelId, created, definition, approvedBy, quality, recipe, parameters, endpoint } = generation;
  const past = pastFeatures(ledger, generation);
  const serves = generation === servingGeneration(ledger);
  const since = ledger.servedSince[digest];
  return {
    generation: digest,
    role: serves ? "serves" : !generation.isReleased ? "refused" : endpoint ? "answers" : "kept",
    modelId,
    trained: created,
    ...(since !== undefined && { servedSince: since }),
    ...quality,
    definition,
    approvedBy,
    ...(past && {
      features: past.upload.features,
      target: past.upload.target,
      rows: past.upload.rows,
      classes: past.upload.classes,
      split: past.dataset.splitIdentity,
    }),
    recipe,
    parameters,
    ...(endpoint && { url: endpoint.url }),
  };
}
