import type { Manifest } from "../features/manifest";
import { warnings } from "../features/manifest";
import type { RowChanges } from "../features/row-changes";
import type { Settings } from "../settings";
import { whyNotApproved } from "./approval";
import { changesSince, pastFeatures } from "./changes";
import { compare } from "./comparison";
import { decide } from "./decision";
import type { Digests } from "./digests";
import { servingGeneration, whatIsMissing, type Ledger, type PastUpload } from "./ledger";
import { whyMoved } from "./place";
import { workOf, type RunPlan } from "./run-plan";
import { describeHoldOut } from "./words";

export interface RunInputs {
  ledger: Ledger;
  features: Manifest;
  digests: Digests;
  definition: { name: string; target: { name: string } };
  /** What the extract is and how old. */
  extract: string;
  settings: Settings;
  /** The bucket that the settings name, or that the stack makes. */
  bucket: string;
  /** Tells which rows changed since an upload, or says why that can't be told. */
  compareRows: (past: PastUpload) => Promise<RowChanges | string>;
}

/**
 * What this run will do and why, from what the state holds and the data at hand.
 *
 * @throws Error when the stack would move, or the pin fits no kept generation
 */
export async function planRun(inputs: RunInputs): Promise<RunPlan> {
  const { ledger, features, digests, definition, extract, settings } = inputs;
  const { generation, dataset, upload } = digests;
  const moved = whyMoved(ledger, { ...settings, bucket: inputs.bucket });
  if (moved.length > 0) throw new Error([...moved, "Make another stack for it."].join("\n"));
  const decision = decide(ledger, generation, settings);
  const serving = servingGeneration(ledger);
  const changes =
    serving &&
    changesSince(
      ledger,
      serving,
      { features, definition: definition.name, splitIdentity: digests.split.identity, settings },
      await whichRows(inputs),
    );
  const compared = changes?.areFeaturesNew ? compare(changes, settings.limits) : { warnings: [], stops: [] };
  const known = ledger.generations.find(({ digest }) => digest === generation);
  const unapproved = whyNotApproved(generation, decision, known !== undefined, settings);
  return {
    generation,
    dataset,
    features,
    target: definition.target.name,
    extract,
    heldOut: describeHoldOut(settings.holdOut, settings.trainingPercent, features),
    serving,
    decision,
    changes,
    work: workOf(ledger, decision, { generation, dataset, upload, features }),
    warnings: [...warnings(features, definition.target.name), ...compared.warnings],
    stops: decision.isPinned ? [] : compared.stops,
    ...(known && decision.isNew && { begun: describeBegun(whatIsMissing(ledger, known)) }),
    ...(unapproved && { unapproved }),
  };
}

// ---

function describeBegun(missing: string | undefined): string {
  return missing
    ? `An earlier run began this generation and did not end it: it lacks ${missing}.`
    : "An earlier run made this generation and did not switch to it: it is judged again, and not trained.";
}

/** Undefined when the features are the same. */
async function whichRows({ ledger, features, compareRows }: RunInputs): Promise<RowChanges | string | undefined> {
  const serving = servingGeneration(ledger);
  const past = serving && pastFeatures(ledger, serving);
  if (!past || past.upload.features === features.digest) return undefined;
  if (past.dataset.schema !== features.schema) return "which rows can't be told: the columns are others";
  return compareRows(past.upload);
}
