import { columnsRead, inputColumns } from "../features/definition";
import { loadDefinition } from "../features/load-definition";
import { warnings, type Manifest } from "../features/manifest";
import { hasPassword } from "../features/extract/database-name";
import { isDatabase, openExtract, type Source } from "../features/extract/source";
import type { HoldOut } from "../features/stable-split";
import { takeSnapshot } from "../features/extract/take-snapshot";
import { transform } from "../features/transform";
import { figure, metricName } from "../plan/gate";
import { shortDigest } from "../plan/identity";
import { servingGeneration, whatIsMissing } from "../plan/ledger";
import { describeQuality } from "../plan/words";
import { driftOf } from "../resources/drift";
import type { Settings } from "../settings";
import { DEFAULT_STACK, pulumiEnvironment, stackName, stackOption } from "./environment";
import { describeFeatures } from "./describe-features";
import { explainDigests } from "./explain-digests";
import { withProgress } from "./progress";
import { forgetProvenOperations, freeLock, refuseInUse, showPulumi } from "./stack";
import { stackFacts, type GenerationFacts, type StackFacts } from "./stack-facts";

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
export async function transformExtract(
  { definition: name, holdOut, ...source }: TransformSettings,
  isShown = false,
): Promise<Manifest> {
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
  if (isShown) console.log(describeFeatures(features, definition));
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
  const before = await stackFacts();
  const drift = await servingDrift(before, settings);
  if (drift !== undefined) {
    console.log(`What serves is not as it was left: ${drift}. Looking at all that there should be (pulumi refresh).`);
    const status = await showPulumi(["refresh", "--yes", "--skip-preview", "--suppress-outputs"]);
    if (status !== 0) return failed(status, before);
  }
  // The plan was not asked for here: who wants to see it first runs `npx pulumi preview`.
  const status = await showPulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"]);
  if (status !== 0) {
    // Another run may have been faster.
    refuseInUse();
    return failed(status, before, drift);
  }
  await forgetProvenOperations();
  const after = await stackFacts();
  const still = await servingDrift(after, settings);
  if (still !== undefined) {
    console.error(
      `ml-learn: failed; what should serve is not as it should be: ${still}. Look at .local/aws/local-aws.log, or at AWS, and run again.`,
    );
    return 1;
  }
  const { modelId, url = "" } = after.serving!;
  console.log(`
${whatServes(before, after, drift)}
  ask it       npm run predict -- ${stackName() === DEFAULT_STACK ? "" : `--stack ${stackName()} `}${sampleArguments(after.serving!)}
  look at it   npm run report${stackOption()}
export AWS_ML_MODEL_ID=${modelId}
export AWS_ML_PREDICTION_URL=${url}
ml-learn: done; ${servingWords(after)} serves.`);
  return 0;
}

// ---

/** What is otherwise with what serves than the state says; undefined when nothing is, or nothing serves yet. */
async function servingDrift({ ledger }: StackFacts, { cloud, region }: Settings): Promise<string | undefined> {
  const serving = servingGeneration(ledger);
  if (!serving || whatIsMissing(ledger, serving)) return undefined;
  return (await driftOf({ cloud, region }, serving))?.found;
}

/** Says that the run failed and what serves; gives the exit status. */
function failed(status: number, before: StackFacts, drift?: string): number {
  const serves = before.serving && drift === undefined ? ` What served serves on: ${servingWords(before)}.` : "";
  console.error(`ml-learn: failed, with status ${status}; the reason stands above.${serves}`);
  return status;
}

/** `9d7dfedf84f4, macro F1 0.702`. */
function servingWords({ serving }: StackFacts): string {
  if (!serving) return "nothing";
  const { generation, metric = "", value = NaN } = serving;
  return `${shortDigest(generation)}, ${describeQuality({ quality: { metric, value } })}`;
}

/** How to ask for a prediction of the definition's first made-up row. */
function sampleArguments({ definition }: GenerationFacts): string {
  const { features, examples } = loadDefinition(definition);
  const inputs = inputColumns({ features });
  const [example] = examples;
  if (inputs.length === 1) return quoted(example[inputs[0]]);
  return inputs.length > MANY ? "--help" : inputs.map((name) => `${name}=${quoted(example[name] ?? "")}`).join(" ");
}

const MANY = 8;

/** For a shell. */
const quoted = (text: string): string => (/^[\w.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function whatServes(before: StackFacts, after: StackFacts, drift: string | undefined): string {
  if (drift !== undefined) return "What serves was made whole again, and answers.";
  const { serving: now } = after;
  if (now?.modelId === before.serving?.modelId)
    return "Nothing changed since the last run: nothing was trained, and the same model serves.";
  if (before.generations.some(({ generation }) => generation === now?.generation && now.trained !== ""))
    return "A model that was kept serves again: nothing was trained.";
  const { metric = "", value = NaN } = now ?? {};
  const old = before.serving;
  const was =
    old?.value !== undefined && old.metric === metric && old.definition === now?.definition && old.split === now.split
      ? ` (before: ${figure(old.value)})`
      : "";
  return `A new model was trained and serves: ${metricName(metric)} ${figure(value)} on the held-out rows${was}.`;
}

/** Adds rows and rate to a progress line. */
function withRate(report: (detail: string) => void): (progress: { rows: number }) => void {
  const begin = Date.now();
  return ({ rows }) => {
    const seconds = Math.max((Date.now() - begin) / 1000, 0.001);
    report(`${count(rows)} rows, ${count(Math.round(rows / seconds))} rows/s`);
  };
}
