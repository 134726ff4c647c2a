import { warnings, type Manifest } from "../features/manifest";
import type { RowChanges } from "../features/row-changes";
import type { Settings } from "../settings";
import { whyNotApproved } from "./approval";
import { changesSince, pastFeatures } from "./changes";
import { compare } from "./comparison";
import { costOf, whyTooDear } from "./cost";
import { decide, type Decision } from "./decision";
import type { Digests } from "./digests";
import { shortDigest } from "./identity";
import {
  comparedGeneration,
  generationOf,
  servingGeneration,
  whatIsMissing,
  type Ledger,
  type PastGeneration,
  type PastUpload,
} from "./ledger";
import { whyMoved } from "./place";
import { noWork, workOf, type RunPlan } from "./run-plan";
import { describeHoldOut, heldOutRows } from "./words";

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
  /** Tells what is otherwise with a generation that serves than the state says. */
  driftOf: (serving: PastGeneration) => Promise<RunPlan["drift"]>;
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
  refuseAncient(ledger, generation);
  const decision = decide(ledger, generation, dataset, settings);
  const serving = comparedGeneration(ledger);
  const changes =
    serving &&
    changesSince(
      ledger,
      serving,
      { features, definition: definition.name, splitIdentity: digests.split.identity, settings },
      await whichRows(inputs, serving),
    );
  const compared = changes?.areFeaturesNew ? compare(changes, settings.limits) : { warnings: [], stops: [] };
  const work = ledger.ancient.includes(generation)
    ? noWork
    : workOf(ledger, decision, {
        generation,
        dataset,
        upload,
        features,
        predictedRows: settings.report ? heldOutRows(settings, features) : 0,
      });
  const cost =
    settings.cloud === "aws" ? costOf(ledger, decision, work, serving, features.rows, settings.parameters) : undefined;
  const isKnown = generationOf(ledger, generation) !== undefined;
  const unapproved = whyNotApproved(generation, decision, isKnown, settings);
  // Of one that is known not to be whole, more need not be found out.
  const known = servingGeneration(ledger);
  const drift = known && !whatIsMissing(ledger, known) ? await inputs.driftOf(known) : undefined;
  return {
    generation,
    dataset,
    features,
    target: definition.target.name,
    extract,
    heldOut: describeHoldOut(settings.holdOut, settings.trainingPercent, features),
    serving,
    isServingKnown: servingGeneration(ledger) !== undefined,
    decision,
    changes,
    work,
    ...(cost && { cost }),
    warnings: [...warnings(features, definition.target.name), ...compared.warnings],
    stops: [...(decision.isPinned ? [] : compared.stops), ...(cost ? whyTooDear(cost, settings.maximumRunCost) : [])],
    ...describeBegun(ledger, decision, generation),
    ...(unapproved && { unapproved }),
    ...(drift && { drift }),
  };
}

// ---

/** Without its model's row, an endpoint of an earlier version of this program would just be deleted. */
function refuseAncient({ ancient }: Ledger, own: string): void {
  const others = ancient.filter((digest) => digest !== own);
  if (others.length > 0)
    throw new Error(
      `An earlier version of this program made what serves (generation ${shortDigest(others[0])}), and its state does not say of what. Run once with the rows and settings that it was made of: it is then taken over, and nothing is trained. Then go on.`,
    );
}

function describeBegun(ledger: Ledger, { isNew }: Decision, own: string): { begun?: string } {
  if (ledger.ancient.includes(own))
    return { begun: "An earlier version of this program made it: it is taken over, and nothing is trained." };
  const known = generationOf(ledger, own);
  if (!known || !isNew || known === servingGeneration(ledger)) return {};
  const missing = whatIsMissing(ledger, known);
  return {
    begun: missing
      ? `An earlier run began this generation and did not end it: it lacks ${missing}.`
      : "An earlier run made this generation and did not switch to it: it is judged again, and not trained.",
  };
}

/** Undefined when the features are the same. */
async function whichRows(
  { ledger, features, compareRows }: RunInputs,
  serving: PastGeneration,
): Promise<RowChanges | string | undefined> {
  const past = pastFeatures(ledger, serving);
  if (!past || past.upload.features === features.digest) return undefined;
  if (past.dataset.schema !== features.schema) return "which rows can't be told: the columns are others";
  return compareRows(past.upload);
}
