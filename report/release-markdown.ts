import { shortDigest } from "../plan/identity";
import { date, nameOf } from "../plan/words";
import {
  classScores,
  comparableHistory,
  figures,
  rollbackCommands,
  verdict,
  worstMistakes,
  type Release,
} from "./release";
import { change, count, percent, score, shortened } from "./words";

/** A comment on GitHub takes 65,536 characters; other text may stand beside this one. */
const MAX_CHARACTERS = 60_000;

/** The release report as a text for a pull request; when it is too long, the last classes are left out. */
export function releaseMarkdown(release: Release): string {
  const { heldOut, before } = release;
  const scores = heldOut?.confusion ? classScores(heldOut.confusion, before?.heldOut?.confusion) : [];
  let shown = scores.length;
  for (;;) {
    const text = [
      head(release),
      ...(heldOut?.confusion ? [mistakes(release), classes(scores, shown)] : []),
      rollback(release),
    ].join("\n\n");
    if (text.length < MAX_CHARACTERS || shown === 0) return text + "\n";
    shown = Math.floor(shown / 2);
  }
}

// ---

const MISTAKES = 10;
const LONGEST_NAME = 80;
const BAR = 30;

/** Names come from data: nothing in them may be taken for Markdown, HTML or a mention. */
function name(label: string): string {
  return shortened(label, LONGEST_NAME).replace(
    /[\\`*_{}[\]<>#+!|~$@&]|:(?=\w|\/)/g,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const fence = "`".repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function table(columns: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

function head(release: Release): string {
  const { project, stack, generation, dataset, features, modelId, rows, classes, approval, words, before } = release;
  const kinds = Object.keys(classes).length;
  const served = comparableHistory(release).slice(-SERVED);
  return [
    `## ${name(project)}, stack ${name(stack)}: generation ${shortDigest(generation)}`,
    table(
      ["", before ? nameOf({ ...before, digest: before.generation }) : "before", "now", "change"],
      figures(release).map(({ name, before, now }) => [name, score(before), score(now), change(before, now)]),
    ),
    name(verdict(release)),
    "### Why it was trained",
    fenced(words.map((line) => shortened(line, 500)).join("\n")),
    "### What served, and this one",
    fenced(served.map(bar).join("\n")),
    "### Where it comes from",
    [
      `- model \`${modelId}\``,
      `- generation digest \`${generation}\``,
      `- data set digest \`${dataset}\``,
      `- features digest \`${features}\``,
      `- ${count(rows)} rows${kinds > 0 ? `, ${count(kinds)} classes` : ""} of ${name(release.target)} (definition ${name(release.definition)})`,
      `- approval: ${name(approval)}`,
    ].join("\n"),
  ].join("\n\n");
}

const SERVED = 20;

const bar = ({ since, generation, value }: Release["history"][number]): string =>
  `${date(since).padStart(11)}  ${shortDigest(generation)}  ${score(value)}  ${"█".repeat(Math.round(Math.max(0, Math.min(1, value)) * BAR))}`;

function mistakes({ heldOut }: Release): string {
  const worst = worstMistakes(heldOut!.confusion!, MISTAKES);
  const rows = worst.map(({ truth, predicted, count: rows, share }) => [
    name(truth),
    name(predicted),
    count(rows),
    `${percent(share)} %`,
  ]);
  return ["### The most frequent mistakes", table(["true", "predicted", "rows", "of the true ones"], rows)].join(
    "\n\n",
  );
}

function classes(scores: ReturnType<typeof classScores>, shown: number): string {
  const rows = scores
    .slice(0, shown)
    .map(({ label, rows, f1, before }) => [name(label), count(rows), score(before), score(f1), change(before, f1)]);
  const left = scores.length - shown;
  return [
    `<details><summary>F1 of ${left > 0 ? `the ${count(shown)} most frequent` : `all ${count(shown)}`} classes</summary>`,
    table(["class", "held-out rows", "before", "now", "change"], rows),
    ...(left > 0 ? [`The report as a page has the other ${count(left)}.`] : []),
    "</details>",
  ].join("\n\n");
}

function rollback(release: Release): string {
  const commands = rollbackCommands(release);
  return [
    "### Back to what served before",
    ...(commands
      ? ["As long as it is kept, nothing is trained for it:", fenced(commands)]
      : ["Nothing served before."]),
  ].join("\n\n");
}
