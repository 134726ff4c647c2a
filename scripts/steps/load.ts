import { readFileSync, rmSync } from "node:fs";
import { inputColumns } from "../../features/definition";
import { loadDefinition } from "../../features/load-definition";
import { whyNotComparable } from "../../plan/comparable";
import { metricName } from "../../plan/gate";
import { servingGeneration } from "../../plan/ledger";
import { describeQuality } from "../../plan/words";
import { resourcesOf } from "../../resources/engines";
import type { Settings } from "../../settings/read-settings";
import { DEFAULT_STACK, stackName, stackOption } from "../stack/environment";
import { notify, type News } from "./notify";
import { forgetProvenOperations, freeLock, refuseInUse, showPulumi } from "../stack/stack";
import { measuredBy, stackFacts, type GenerationFacts, type StackFacts } from "../stack/stack-facts";
import { figure } from "../../text/numbers";
import { shortDigest } from "../../text/short-digest";

/**
 * `pulumi up`; gives its exit status. The last line says what came of it: a mail from cron shows it.
 *
 * Pulumi sees no drift by itself. So what serves is looked at, before and after: when it does not answer,
 * a refresh finds what is gone, and the run makes it again.
 * @param isQuiet what Pulumi prints goes to `build/ml-learn.log`, and its end is shown when the run fails
 */
export async function load(settings: Settings, isQuiet = false): Promise<number> {
  const log = isQuiet ? LOG : undefined;
  if (log !== undefined) rmSync(log, { force: true });
  await freeLock();
  const before = await stackFacts();
  const drift = await servingDrift(before, settings);
  const fail = async (status: number, reason = "the reason stands above") => {
    if (log !== undefined) console.error(readFileSync(log, "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n"));
    const serves = before.serving && drift === undefined ? ` What served serves on: ${servingWords(before)}.` : "";
    console.error(`ml-learn: failed, with status ${status}; ${reason}.${serves}`);
    await notify(settings.webhook, await newsOfFailure(before, `${reason}.${serves}`));
    return status;
  };
  if (drift !== undefined) {
    console.log(`What serves is not as it was left: ${drift}. Looking at all that there should be (pulumi refresh).`);
    const status = await showPulumi(["refresh", "--yes", "--skip-preview", "--suppress-outputs"], log);
    if (status !== 0) return fail(status);
  }
  // The plan was not asked for here: who wants to see it first runs `npx pulumi preview`.
  const status = await showPulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"], log);
  if (status !== 0) {
    // Another run may have been faster.
    refuseInUse();
    return fail(status);
  }
  await forgetProvenOperations().catch((error: Error) =>
    console.error(`What a killed run was about to do stays noted, and Pulumi goes on to warn of it: ${error.message}`),
  );
  const after = await stackFacts();
  const still = await servingDrift(after, settings);
  if (still !== undefined)
    return fail(1, `what should serve is not as it should be: ${still}. Look at .local/aws/local-aws.log, or at AWS`);
  const { modelId, url = "" } = after.serving!;
  const { event, text } = whatServes(before, after, drift);
  console.log(`
${text}
  ask it       npm run predict -- ${stackName() === DEFAULT_STACK ? "" : `--stack ${stackName()} `}${sampleArguments(after.serving!)}
  look at it   npm run report${stackOption()}
export AWS_ML_MODEL_ID=${modelId}
export AWS_ML_PREDICTION_URL=${url}
ml-learn: done; ${servingWords(after)} serves.`);
  const { generation, metric, value } = after.serving!;
  if (event !== undefined)
    await notify(settings.webhook, {
      event,
      stack: stackName(),
      text: `ml-learn, stack ${stackName()}: ${text}`,
      generation,
      metric,
      value,
    });
  return 0;
}

// ---

/** What is otherwise with what serves than the state says; undefined when nothing is, or nothing serves yet. */
async function servingDrift({ ledger }: StackFacts, { cloud, region }: Settings): Promise<string | undefined> {
  const serving = servingGeneration(ledger);
  if (!serving || serving.missing !== undefined) return undefined;
  return (await resourcesOf(serving).driftOf({ cloud, region }, serving))?.found;
}

const LOG = "build/ml-learn.log";
const LOG_LINES = 30;

/** Of a run that failed: a model that was made and does not serve was refused. */
async function newsOfFailure(before: StackFacts, reason: string): Promise<News> {
  const stack = stackName();
  const after = await stackFacts().catch(() => before);
  const isKnown = (digest: string) => before.generations.some(({ generation }) => generation === digest);
  const refused = after.generations.find(
    ({ generation, role, value }) => role === "refused" && value !== undefined && !isKnown(generation),
  );
  if (!refused) return { event: "failed", stack, text: `ml-learn, stack ${stack}: the run failed; ${reason}` };
  const { generation, metric = "", value = NaN } = refused;
  const what = `${shortDigest(generation)} (${metricName(metric)} ${figure(value)}) was trained and refused; ${servingWords(before)} serves on.`;
  return { event: "refused", stack, text: `ml-learn, stack ${stack}: ${what}`, generation, metric, value };
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

/** What came of a run, and whether it is news. */
function whatServes(
  before: StackFacts,
  after: StackFacts,
  drift: string | undefined,
): { event?: News["event"]; text: string } {
  if (drift !== undefined) return { event: "healed", text: "What serves was made whole again, and answers." };
  const { serving: now } = after;
  if (now?.modelId === before.serving?.modelId)
    return { text: "Nothing changed since the last run: nothing was trained, and the same model serves." };
  if (before.generations.some(({ generation, role }) => generation === now?.generation && role !== "refused"))
    return { event: "served again", text: "A model that was kept serves again: nothing was trained." };
  const { metric = "", value = NaN } = now ?? {};
  const old = before.serving;
  const was =
    old?.value !== undefined && old.metric === metric && !whyNotComparable(measuredBy(old), measuredBy(now!))
      ? ` (before: ${figure(old.value)})`
      : "";
  const quality = `${metricName(metric)} ${figure(value)} on the held-out rows${was}`;
  return { event: "retrained", text: `A new model was trained and serves: ${quality}.` };
}
