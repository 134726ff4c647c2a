import { shortDigest } from "../plan/identity";
import type { ServedOnce } from "../plan/ledger";
import { count, date, nameOf } from "../plan/words";
import {
  acceptCommand,
  classScores,
  comparableHistory,
  figures,
  headline,
  rollbackCommands,
  verdict,
  worstMistakes,
  type Release,
} from "./release";
import { visibleLines } from "../text/visible";
import { change, percent, score, shortened, withNoise } from "./words";

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
    if (text.length < MAX_CHARACTERS || shown === 0) return visibleLines(text) + "\n";
    shown = Math.floor(shown / 2);
  }
}

// ---

const LONGEST_NAME = 80;
const BAR = 30;

/** Nothing in a text may be taken for Markdown, HTML or a mention. */
const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>#+!|~$@&]|:(?=\w|\/)/g, (character) => `&#${character.codePointAt(0)};`);

const name = (label: string): string => escaped(shortened(label, LONGEST_NAME));

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const fence = "`".repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** @param names how many columns come first that are no numbers */
function table(columns: string[], rows: string[][], names = 1): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map((_, i) => (i < names ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

function head(release: Release): string {
  const { project, stack, generation, dataset, features, modelId, rows, classes, approval, words, before } = release;
  const kinds = Object.keys(classes).length;
  return [
    `## ${name(project)}, stack ${name(stack)}: generation ${shortDigest(generation)}`,
    `**${escaped(headline(release))}**`,
    table(
      ["", before ? nameOf({ ...before, digest: before.generation }) : "before", "now", "change"],
      figures(release).map(({ name, before, now, noise }) => [
        name,
        score(before),
        withNoise(now, noise),
        change(before, now, noise),
      ]),
    ),
    escaped(verdict(release)),
    "### Why it was trained",
    fenced(words.map((line) => shortened(line, 500)).join("\n")),
    "### What served, and this one",
    fenced(bars(comparableHistory(release).slice(-SERVED))),
    "### Where it comes from",
    [
      `- model \`${modelId}\``,
      `- generation digest \`${generation}\``,
      `- data set digest \`${dataset}\``,
      `- features digest \`${features}\``,
      `- ${count(rows)} rows${kinds > 0 ? `, ${count(kinds)} classes` : ""} of ${name(release.target)} (definition ${name(release.definition)})`,
      `- approval: ${escaped(shortened(approval, 500))}`,
    ].join("\n"),
  ].join("\n\n");
}

const SERVED = 20;

/** A line for each, with a bar: 1, or the largest of larger figures, is a whole one. */
function bars(served: ServedOnce[]): string {
  const whole = Math.max(1, ...served.map(({ value }) => value));
  return served
    .map(({ since, generation, value }) => {
      const bar = "█".repeat(Math.round((Math.max(0, value) / whole) * BAR));
      return `${date(since).padStart(11)}  ${shortDigest(generation)}  ${score(value)}  ${bar}`;
    })
    .join("\n");
}

function mistakes({ heldOut }: Release): string {
  const worst = worstMistakes(heldOut!.confusion!);
  const rows = worst.map(({ truth, predicted, count: rows, share }) => [
    name(truth),
    name(predicted),
    count(rows),
    `${percent(share)} %`,
  ]);
  const columns = ["true", "predicted", "rows", "of the true ones"];
  return ["### The most frequent mistakes", table(columns, rows, 2)].join("\n\n");
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
  const accept = acceptCommand(release);
  if (accept) return ["### To take it all the same", "It does not serve. These let it:", fenced(accept)].join("\n\n");
  const commands = rollbackCommands(release);
  return [
    "### Back to what served before",
    ...(commands
      ? ["As long as it is kept, nothing is trained for it:", fenced(commands)]
      : ["Nothing is known to have served before."]),
  ].join("\n\n");
}
