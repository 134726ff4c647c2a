import { columnsRead, inputColumns } from "../features/definition";
import { loadDefinition } from "../features/load-definition";
import { warnings, type Manifest } from "../features/manifest";
import { hasPassword } from "../features/extract/database-name";
import { isDatabase, openExtract, type Source } from "../features/extract/source";
import type { HoldOut } from "../features/stable-split";
import { takeSnapshot } from "../features/extract/take-snapshot";
import { transform } from "../features/transform";
import { metricName } from "../plan/gate";
import { shortDigest } from "../plan/identity";
import { readLedger, servingGeneration, whatIsMissing } from "../plan/ledger";
import { describeQuality } from "../plan/words";
import { driftOf } from "../resources/drift";
import type { Settings } from "../settings";
import { pulumiEnvironment } from "./environment";
import { explainDigests } from "./explain-digests";
import { withProgress } from "./progress";
import {
  forgetProvenOperations,
  freeLock,
  refuseInUse,
  showPulumi,
  stackState,
  type StackOutputs,
  type StackState,
} from "./stack";

const FOLDER = "build";
const count = (value: number): string => value.toLocaleString("en");

/** What is to be transformed. */
export interface TransformSettings extends Source {
  definition: string;
  holdOut: HoldOut;
}

/** Takes the snapshot of a database; of files there is nothing to take. Ctrl-C ends the query on the server too. */
export async function extract(settings: Settings): Promise<void> {
  if (!isDatabase(settings)) {
    const { words } = await openExtract(settings, FOLDER, new Date());
    console.log(`Nothing to extract: the files are read as they are (${words}).`);
    return;
  }
  if (hasPassword(settings.source) && pulumiEnvironment().PULUMI_CONFIG_PASSPHRASE === "")
    console.error(
      "Warning: the stack's passphrase is empty, so whoever has its configuration file can read the password in ml-learn:source. Leave it out and set PGPASSWORD or ~/.pgpass, or give the stack a passphrase.",
    );
  const cancelled = new AbortController();
  const abort = () => cancelled.abort();
  process.once("SIGINT", abort).once("SIGTERM", abort);
  try {
    const columns = columnsRead(loadDefinition(settings.definition));
    const { rows, from } = await withProgress("Extracting", (report) =>
      takeSnapshot(settings, FOLDER, {
        columns,
        timeoutMinutes: settings.queryTimeoutMinutes,
        signal: cancelled.signal,
        onProgress: withRate(report),
      }),
    );
    console.log(`Extracted ${count(rows)} rows from ${from} to ${FOLDER}/extracted_data.csv.`);
  } finally {
    process.off("SIGINT", abort).off("SIGTERM", abort);
  }
}

/** Makes the features, and says what they are and what is odd about them. */
export async function transformExtract({ definition: name, holdOut, ...source }: TransformSettings): Promise<Manifest> {
  const definition = loadDefinition(name);
  const { files, words } = await openExtract(source, FOLDER, new Date());
  const features = await withProgress("Transforming", (report) => {
    const showRate = withRate(report);
    return transform({ definition, files, holdOut, folder: FOLDER, onProgress: (rows) => showRate({ rows }) });
  });
  const made = Object.keys(features.files).map((file) => `${FOLDER}/${file}`);
  const classes = Object.keys(features.classes).length;
  console.log(
    `${count(features.rows)} rows, ${classes > 0 ? `${count(classes)} classes` : "a number to predict"}, ${count(features.columns.length)} columns -> ${made.join(", ")}, digest ${features.digest}\n(${words})`,
  );
  for (const warning of warnings(features, definition.target.name)) console.error(`Warning: ${warning}`);
  return features;
}

/** Prints the features digest alone, for other programs, or what it and those made of it are made of. */
export async function printDigest(settings: TransformSettings | Settings, isExplained: boolean): Promise<void> {
  const definition = loadDefinition(settings.definition);
  const { files } = await openExtract(settings, FOLDER, new Date());
  const features = await transform({ definition, files, holdOut: settings.holdOut, folder: FOLDER });
  const learning = "parameters" in settings ? settings : undefined;
  console.log(isExplained ? explainDigests(features, definition, learning) : features.digest);
}

/**
 * `pulumi up`; gives its exit status. The last line says what came of it: a mail from cron shows it.
 *
 * Pulumi sees no drift by itself. So what serves is looked at, before and after: when it does not answer,
 * a refresh finds what is gone, and the run makes it again.
 */
export async function load(settings: Settings): Promise<number> {
  await freeLock();
  const state = await stackState();
  const before = state.outputs;
  const drift = await servingDrift(state, settings);
  if (drift !== undefined) {
    console.log(`What serves is not as it was left: ${drift}. Looking at all that there should be (pulumi refresh).`);
    const status = await showPulumi(["refresh", "--yes", "--skip-preview", "--suppress-outputs"]);
    if (status !== 0) return failed(status, before);
  }
  // The plan was not asked for here: who wants to see it first runs `npx pulumi preview`.
  const status = await showPulumi(["up", "--yes", "--skip-preview"]);
  if (status !== 0) {
    // Another run may have been faster.
    refuseInUse();
    return failed(status, before, drift);
  }
  await forgetProvenOperations();
  const now = await stackState();
  const after = now.outputs;
  const still = await servingDrift(now, settings);
  if (still !== undefined) {
    console.error(
      `ml-learn: failed; what should serve is not as it should be: ${still}. Look at .local/aws/local-aws.log, or at AWS, and run again.`,
    );
    return 1;
  }
  console.log(`
${whatServes(before, after, drift)}

export AWS_ML_MODEL_ID=${after.AWS_ML_MODEL_ID}
export AWS_ML_PREDICTION_URL=${after.AWS_ML_PREDICTION_URL}

${capitalized(metricName(after.metric!))} on the held-out rows: ${after.metricValue!.toFixed(3)}
${process.stdout.isTTY ? next(after) : ""}
ml-learn: done; ${servingWords(after)} serves.`);
  return 0;
}

// ---

const next = (outputs: StackOutputs): string => `
Next:
  ${`npm run predict -- ${sampleArguments(outputs)}`.padEnd(54)}  # ask it
  npm run report                                          # how good it is, as pictures
  eval "$(npm run -s env)" && npx pulumi preview          # what the next run would do
  eval "$(npm run -s env)" && npx pulumi destroy          # take everything down
`;

/** `9d7dfedf84f4, macro F1 0.702`. */
function servingWords({ serving = "", metric = "", metricValue = NaN }: StackOutputs): string {
  return `${shortDigest(serving)}, ${describeQuality({ quality: { metric, value: metricValue } })}`;
}

/** How to ask for a prediction of the definition's first made-up row. */
function sampleArguments({ definition = "insurance-number" }: StackOutputs): string {
  const { features, examples } = loadDefinition(definition);
  const inputs = inputColumns({ features });
  return inputs.length === 1 ? examples[0][inputs[0]] : "--help";
}

/** What is otherwise with what serves than the state says; undefined when nothing is, or nothing serves yet. */
async function servingDrift({ rows, outputs }: StackState, { cloud, region }: Settings): Promise<string | undefined> {
  const ledger = readLedger(rows, { ...outputs });
  const serving = servingGeneration(ledger);
  if (!serving || whatIsMissing(ledger, serving)) return undefined;
  return (await driftOf({ cloud, region }, serving))?.found;
}

/** Says that the run failed and what serves; gives the exit status. */
function failed(status: number, before: StackOutputs, drift?: string): number {
  const serves = before.serving && drift === undefined ? ` What served serves on: ${servingWords(before)}.` : "";
  console.error(`ml-learn: failed, with status ${status}; the reason stands above.${serves}`);
  return status;
}

function whatServes(before: StackOutputs, after: StackOutputs, drift: string | undefined): string {
  if (drift !== undefined) return "What serves was made whole again, and answers.";
  if (after.AWS_ML_MODEL_ID === before.AWS_ML_MODEL_ID)
    return "Nothing changed since the last run: nothing was trained, and the same model serves.";
  const wasKept = before.kept?.some((line) => after.serving?.startsWith(line.split(" ")[0]));
  return wasKept ? "A model that was kept serves again: nothing was trained." : "A new model was trained and serves.";
}

const capitalized = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** Adds rows and rate to a progress line. */
function withRate(report: (detail: string) => void): (progress: { rows: number }) => void {
  const begin = Date.now();
  return ({ rows }) => {
    const seconds = Math.max((Date.now() - begin) / 1000, 0.001);
    report(`${count(rows)} rows, ${count(Math.round(rows / seconds))} rows/s`);
  };
}
