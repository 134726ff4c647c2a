import { hint, separatedBy, warnings, type Manifest } from "../features/manifest";
import type { NamedDefinition } from "../features/load-definition";
import type { RowChanges } from "../features/row-changes";
import type { Settings } from "../settings/read-settings";
import { whyNotApproved } from "./approval";
import { changesSince, pastFeatures } from "./changes";
import { compare } from "./comparison";
import { costOf, secondsOf, whyTooDear } from "./cost";
import { measureOf, whyNotComparable, type Measured } from "./comparable";
import { decide, type Decision } from "./decision";
import type { Digests } from "./digests";
import type { Engine, EngineRun, Learning } from "./engines/engine";
import { metricName, metricOf, misplacedLimits, noiseOf, refusalBy, type GateTerms } from "./gate";
import {
  comparedGeneration,
  generationOf,
  servingGeneration,
  type Ledger,
  type PastGeneration,
  type PastUpload,
} from "./ledger";
import { describeHoldOut, heldOutRows, yardstickOf } from "./held-out";
import { whyMoved } from "./place";
import type { Drift, RunPlan } from "./run-plan";
import { workOf } from "./work";
import { figure } from "../text/numbers";
import { shortDigest } from "../text/short-digest";
import { count } from "../text/numbers";

export interface RunInputs {
  engine: Engine;
  ledger: Ledger;
  features: Manifest;
  digests: Digests;
  definition: Pick<NamedDefinition, "name" | "label">;
  extract: string;
  settings: Settings & Learning;
  /** The bucket that the settings name, or that the stack makes. */
  bucket: string;
  /** Tells which rows changed since an upload, or says why that can't be told. */
  compareRows: (past: PastUpload) => Promise<RowChanges | string>;
  /** Tells what is otherwise with a generation that serves than the state says. */
  driftOf: (serving: PastGeneration) => Promise<Drift | undefined>;
}

/**
 * What this run will do and why, from what the state holds and the data at hand.
 * @throws Error when the stack would move, or the pin fits no kept generation
 */
export async function planRun(inputs: RunInputs): Promise<RunPlan> {
  const { engine, ledger, features, digests, definition, extract, settings } = inputs;
  const { generation, dataset, upload } = digests;
  const moved = whyMoved(ledger, { ...settings, bucket: inputs.bucket }, settings.bucket !== "");
  if (moved !== undefined) throw new Error(moved);
  const misplaced = misplacedLimits(metricOf(digests.modelType), settings.gate);
  if (misplaced.length > 0) throw new Error(misplaced.join("\n"));
  const decision = decide(ledger, generation, dataset, settings);
  const serving = comparedGeneration(ledger);
  const changes =
    serving &&
    changesSince(
      ledger,
      serving,
      { features, definition: definition.name, splitIdentity: digests.splitIdentity, settings },
      await whichRows(inputs, serving),
    );
  const compared = changes?.areFeaturesNew ? compare(changes, settings.limits) : { warnings: [], stops: [] };
  const heldOut = heldOutRows(settings, features);
  const run: EngineRun = {
    ...{ ledger, decision, generation, dataset, features, parameters: settings.parameters, compared: serving },
    ...{ heldOutRows: heldOut, predictedRows: settings.report ? heldOut : 0 },
  };
  const work = workOf(engine, run, upload);
  const cost = settings.cloud === "aws" ? costOf(engine, work, run) : undefined;
  const computeSeconds = cost ? undefined : secondsOf(engine, work);
  const isKnown = generationOf(ledger, generation) !== undefined;
  const unapproved = whyNotApproved(generation, decision, isKnown, settings);
  const incomparable = serving && incomparableWith(inputs, serving);
  const gate: GateTerms = {
    limits: settings.gate,
    serving: serving ? { generation: serving.digest, ...(incomparable === undefined && serving.quality) } : {},
    isAccepted: settings.accept !== "" && generation.startsWith(settings.accept),
    yardstick: yardstickOf(digests.modelType, settings, features),
  };
  // Of one that is known not to be whole, more need not be found out.
  const known = servingGeneration(ledger);
  const isServingWhole = known?.endpoint !== undefined && known.missing === undefined;
  const drift = known && isServingWhole ? await inputs.driftOf(known) : undefined;
  // A run that has something to heal goes on, up to the gate.
  const refusal = isServingWhole && !drift ? knownRefusal(ledger, generation, decision, gate) : undefined;
  return {
    generation,
    dataset,
    features,
    label: definition.label.name,
    extract: extract + separatedBy(features),
    heldOut: describeHoldOut(settings, features),
    serving,
    isServingKnown: known !== undefined,
    decision,
    changes,
    work,
    ...(cost && { cost }),
    ...(computeSeconds !== undefined && { computeSeconds }),
    gate,
    measure: measures(inputs, decision),
    ...(incomparable !== undefined && { incomparable }),
    ...(refusal !== undefined && { refusal }),
    warnings: [
      ...warnings(features, definition.label.name),
      // Before the first model: later it is known, and nagging.
      ...[serving ? undefined : hint(features, definition.label)].filter((words) => words !== undefined),
      ...fewHeldOut(digests.modelType, gate),
      ...compared.warnings,
      ...strangeHeld(ledger, settings.held),
    ],
    stops: [...(decision.isPinned ? [] : compared.stops), ...(cost ? whyTooDear(cost, settings.maximumRunCost) : [])],
    ...describeBegun(ledger, decision, generation),
    ...(unapproved && { unapproved }),
    ...(drift && { drift }),
  };
}

// ---

function describeBegun(ledger: Ledger, { isNew }: Decision, own: string): { begun?: string } {
  const known = generationOf(ledger, own);
  if (!known || !isNew || known === servingGeneration(ledger)) return {};
  const { missing } = known;
  return {
    begun: missing
      ? `An earlier run began this generation and did not end it: it lacks ${missing}.`
      : "An earlier run made this generation and did not switch to it: it is judged again, and not trained.",
  };
}

/** Why the figures of what serves can't be compared with those of a model of the data at hand. */
function incomparableWith(inputs: RunInputs, serving: PastGeneration): string | undefined {
  const past = measuredOf(inputs.ledger, serving);
  return past ? whyNotComparable(past, ownMeasured(inputs)) : "the state has lost what it was made of";
}

const ownMeasured = ({ definition, digests }: RunInputs): Measured => ({
  label: definition.label.name,
  definition: definition.name,
  splitIdentity: digests.splitIdentity,
});

function measuredOf(ledger: Ledger, generation: PastGeneration): Measured | undefined {
  const past = pastFeatures(ledger, generation);
  if (!past) return undefined;
  const { upload, dataset } = past;
  return { label: upload.target, definition: generation.definition, splitIdentity: dataset.splitIdentity };
}

function measures(inputs: RunInputs, { next }: Decision): RunPlan["measure"] {
  const own = measureOf(ownMeasured(inputs));
  const past = generationOf(inputs.ledger, next);
  if (next === inputs.digests.generation || !past) return { own, next: own };
  const measured = measuredOf(inputs.ledger, past);
  return { own, next: measured ? measureOf(measured) : "" };
}

/** What is trained already is judged before anything is done: its figures are known. */
function knownRefusal(ledger: Ledger, own: string, { isNew }: Decision, gate: GateTerms): string | undefined {
  const known = generationOf(ledger, own);
  if (!isNew || !known?.quality || known.isReleased || known.missing !== undefined) return undefined;
  const reason = refusalBy(gate, known.quality);
  if (reason === undefined) return undefined;
  const short = shortDigest(own);
  return `Generation ${short} is trained and will be refused: ${reason}. To take it all the same: \`npx pulumi config set ml-learn:accept ${short}\`. \`npm run report -- ${short}\` shows what it is like.`;
}

/** Wider than that, an interval tells hardly anything: of shares, and of an error as a share of it. */
const WIDE = 0.1;
/** What a figure may be like, to say beforehand how well it will be known. */
const TYPICAL = 0.7;

/** What is held and not there: a typing error, or what was deleted before it was held. */
const strangeHeld = ({ generations }: Ledger, held: string[]): string[] =>
  held
    .filter((one) => !generations.some(({ digest }) => digest.startsWith(one)))
    .map((one) => `ml-learn:held names ${one}, and the stack has no such generation.`);

function fewHeldOut(modelType: Digests["modelType"], { yardstick: { heldOut } }: GateTerms): string[] {
  const metric = metricOf(modelType);
  const value = modelType === "REGRESSION" ? 1 : TYPICAL;
  const noise = noiseOf({ metric, value }, heldOut);
  const rows = heldOut.reduce((sum, count) => sum + count, 0);
  if (noise !== undefined && noise <= WIDE) return [];
  const how =
    noise === undefined
      ? "can't tell anything"
      : modelType === "REGRESSION"
        ? `tell the ${metricName(metric)} to ± ${Math.round(noise * 100)} % only`
        : `tell the ${metricName(metric)} to ± ${figure(noise)} only`;
  return [
    `Few rows are held out: ${count(rows)} of them ${how}. More rows, or a smaller ml-learn:trainingPercent, tell more.`,
  ];
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
