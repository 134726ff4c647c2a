import { loadDefinition } from "../features/load-definition";
import { openExtract } from "../features/extract/open-extract";
import { transform } from "../features/transform";
import { isLocalAwsUp } from "../local-aws/process/start";
import { LOCAL_DATA } from "../local-aws/process/data-folder";
import { digestsOf, withLearning } from "../plan/digests";
import { engineOf } from "../plan/engines/engines";
import { metricName } from "../plan/gate";
import { nameOf } from "../plan/words";
import type { Settings } from "../settings/read-settings";
import { command } from "./command-line/command";
import { stackName, stackOption } from "./stack/environment";
import { readLastPlan } from "./stack/last-plan";
import { withProgress } from "./command-line/progress";
import { stackFacts, type GenerationFacts, type StackFacts } from "./stack/stack-facts";
import { stackSettings } from "./stack/stack";
import { figure, count } from "../text/numbers";
import { shortDigest } from "../text/short-digest";

const HELP = `Usage: npm run status [-- --stack NAME] [--json]

Prints what serves since when and how good it is, whether the data at hand differ from what it learned
from, what the last run was to do, and what is kept. The stack is not changed; the features in build/ are made anew when the data are others.

  --json   all of it, for programs
`;

/** Whether a run would train, as far as the data and the settings tell. */
type AtHand = { generation: string; features: string; rows: number } | { problem: string };

async function status({ json }: { json?: boolean }): Promise<void> {
  const facts = await stackFacts();
  const settings = await stackSettings();
  const atHand = await lookAtData(settings);
  const isUp = settings.cloud === "local" ? await isLocalAwsUp(LOCAL_DATA) : undefined;
  const last = lastPlan();
  if (json) {
    const { generations, serving, report } = facts;
    console.log(
      JSON.stringify({ stack: stackName(), serving, report, generations, data: atHand, last, service: isUp }),
    );
    return;
  }
  const lines = [
    ...servingLines(facts),
    ...dataLines(facts, atHand),
    ...last.map((line, i) => [i ? "" : "Last plan", line]),
  ];
  const kept = facts.generations.map((generation) => `${describe(generation)}, ${roles[generation.role]}`);
  for (const [name, value] of [...lines, ...kept.map((line, i) => [i ? "" : "Has", line])])
    console.log(`${(name && `${name}:`).padEnd(12)}${value}`);
  if (isUp !== undefined)
    console.log(
      isUp ? "The local service is up." : "The local service is down; the next command that needs it starts it.",
    );
}

// ---

const roles: Record<GenerationFacts["role"], string> = {
  serves: "serves",
  answers: "answers too",
  kept: "kept",
  refused: "was refused, or never became whole",
};

const describe = ({ generation, trained, metric, value }: GenerationFacts): string =>
  `${nameOf({ digest: generation, created: trained })}: ${metric && value !== undefined ? `${metricName(metric)} ${figure(value)}` : "not evaluated"}`;

function servingLines({ serving, report }: StackFacts): string[][] {
  if (!serving) return [["Serving", `nothing yet: run \`npm run ml:learn${stackOption()}\``]];
  return [
    ["Serving", describe(serving)],
    ["Model", serving.modelId],
    ["Answers at", serving.url ?? "nowhere"],
    ["Since", serving.servedSince ?? "not known"],
    ...(report ? [["Report", `npm run report${stackOption()}`]] : []),
  ];
}

function dataLines({ serving, generations }: StackFacts, atHand: AtHand): string[][] {
  if ("problem" in atHand) return [["Data", atHand.problem]];
  const { generation, features, rows } = atHand;
  if (generation === serving?.generation) return [["Data", "as what serves was trained on: nothing to train"]];
  const known = generations.find((other) => other.generation === generation);
  const what = `${count(rows)} rows, ${features === serving?.features ? "the same as what serves was trained on, under other settings" : "others than what serves was trained on"}`;
  const then = !known
    ? `a run would train ${shortDigest(generation)}`
    : known.role === "refused"
      ? `${shortDigest(generation)} was trained of them and does not serve`
      : `${shortDigest(generation)} was trained of them, and would serve again`;
  return [["Data", `${what}; ${then}`]];
}

async function lookAtData(settings: Settings): Promise<AtHand> {
  try {
    const [definition, engine] = [loadDefinition(settings.definition), engineOf(settings)];
    const { files } = await openExtract(settings, "build", new Date());
    const features = await withProgress("Looking at the data", () =>
      transform({ definition, files, holdOut: settings.holdOut, layout: engine.layout, folder: "build" }),
    );
    const { generation } = digestsOf(
      engine,
      features,
      definition,
      withLearning(engine, settings, features, definition),
    );
    return { generation, features: features.digest, rows: features.rows };
  } catch (error) {
    return { problem: `can't be looked at: ${(error as Error).message.split("\n")[0]}` };
  }
}

/** The words of the last preview or run of this stack; empty when there was none here. */
function lastPlan(): string[] {
  try {
    const { words, stops, isPreview } = readLastPlan({ ofRun: true });
    return [`${isPreview ? "(a preview) " : ""}${words[0]}`, ...stops];
  } catch {
    return [];
  }
}

command({ help: HELP, isOfStack: true, options: { json: { type: "boolean" } }, run: status });
