import { metricName } from "../plan/gate";
import { describeSplit } from "../plan/changes";
import { whyNotComparable } from "../plan/comparable";
import { classScores } from "../report/release";
import { parseReportUrl } from "../report/report-url";
import { s3 } from "../resources/cloud/clients";
import { readNumbers } from "../resources/cloud/stored-report";
import { visible } from "../text/visible";
import { command, UsageError } from "./command-line/command";
import { measuredBy, stackFacts, type GenerationFacts, type StackFacts } from "./stack/stack-facts";
import { stackSettings } from "./stack/stack";
import { figure, count, score } from "../text/numbers";
import { date } from "../text/dates";
import { shortDigest } from "../text/short-digest";
import { change } from "../report/change";

const HELP = `Usage: npm run compare -- A [B] [--stack NAME]

Compares two generations that the stack has, by the first digits of their digests (\`npm run status\`): how
good they are, rows, classes, settings, and the classes whose F1 changed most for their size. Without B,
A is compared with what serves.
`;

const SHOWN = 10;

async function compare([a, b]: string[]): Promise<void> {
  if (a === undefined) return void process.stdout.write(HELP);
  const facts = await stackFacts();
  const [first, second] = [find(facts, a), b === undefined ? servingOf(facts) : find(facts, b)];
  const rows: [name: string, before: string, after: string][] = [
    ["", ...both(({ generation }) => shortDigest(generation))],
    ["trained", ...both(({ trained }) => date(trained))],
    ["role", ...both(({ role }) => role)],
    [
      first.metric ? metricName(first.metric) : "quality",
      ...both(({ value }) => (value === undefined ? "–" : figure(value))),
    ],
    ["rows", ...both(({ rows }) => (rows === undefined ? "–" : count(rows)))],
    ["classes", ...both(({ classes }) => (classes === undefined ? "–" : count(Object.keys(classes).length)))],
    ["definition", ...both(({ definition }) => definition)],
    ["split", ...both(({ split }) => (split === undefined ? "–" : describeSplit(split)))],
    ["recipe", ...both(({ recipe }) => recipe || "the service's own")],
    ...[...new Set([first, second].flatMap(({ parameters }) => Object.keys(parameters)))].map(
      (name): [string, string, string] => [name, ...both(({ parameters }) => parameters[name] ?? "–")],
    ),
  ];
  for (const [name, before, after] of rows)
    console.log(
      `${name.padEnd(18)} ${visible(before).padEnd(24)} ${before === after && name ? "the same" : visible(after)}`,
    );
  for (const line of classLines(first, second)) console.log(line);
  for (const line of await scoreLines(facts, first, second)) console.log(line);

  function both(of: (facts: GenerationFacts) => string): [string, string] {
    return [of(first), of(second)];
  }
}

// ---

function find({ generations }: StackFacts, digits: string): GenerationFacts {
  const found = generations.filter(({ generation }) => generation.startsWith(digits));
  if (found.length === 1) return found[0];
  const list = generations.map(({ generation }) => shortDigest(generation)).join(", ");
  throw new UsageError(
    `Expected the first digits of one of ${list || "the stack's generations, of which there are none"}, got '${digits}'.`,
  );
}

function servingOf({ serving }: StackFacts): GenerationFacts {
  if (!serving) throw new UsageError("Nothing serves yet: name two generations.");
  return serving;
}

function classLines({ classes: before = {} }: GenerationFacts, { classes: after = {} }: GenerationFacts): string[] {
  const without = (some: object, others: object) => Object.keys(some).filter((label) => !Object.hasOwn(others, label));
  const line = (name: string, labels: string[]) =>
    labels.length === 0 ? [] : [`${name.padEnd(18)} ${labels.slice(0, SHOWN).map(visible).join(", ")}`];
  return [...line("only the first has", without(before, after)), ...line("only the second", without(after, before))];
}

/** Of the numbers that reports keep; nothing when one of them has none, or the two can't be compared. */
async function scoreLines({ reports }: StackFacts, first: GenerationFacts, second: GenerationFacts): Promise<string[]> {
  const reason = whyNotComparable(measuredBy(first), measuredBy(second));
  if (reason !== undefined) return [`Their figures can't be compared: ${reason}.`];
  const client = await s3(await stackSettings());
  const confusionOf = async ({ generation }: GenerationFacts) => {
    const url = reports.find((report) => report.generation === generation)?.url;
    return url === undefined ? undefined : (await readNumbers(client, parseReportUrl(url)))?.heldOut.confusion;
  };
  const [before, after] = [await confusionOf(first), await confusionOf(second)];
  if (!before || !after) return [];
  return classScores(after, before)
    .filter(({ f1, before }) => f1 !== undefined && before !== undefined && f1 !== before)
    .slice(0, SHOWN)
    .map(
      ({ label, f1, before }) => `F1 of ${visible(label)}: ${score(before)} -> ${score(f1)} (${change(before, f1)})`,
    );
}

command({ help: HELP, isOfStack: true, maximumArguments: 2, run: (_, args) => compare(args) });
