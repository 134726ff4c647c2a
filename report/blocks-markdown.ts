import type { ServedOnce } from "../plan/ledger";
import type { Block, TableBlock } from "./blocks";
import { shortDigest } from "../text/short-digest";
import { count, score } from "../text/numbers";
import { date } from "../text/dates";
import { shortened } from "../text/shortened";

/**
 * The pieces of a report as a text for a pull request.
 * @param unfolded how many rows of a folded table are shown at the most
 */
export const blocksMarkdown = (blocks: Block[], unfolded: number): string =>
  blocks
    .map((block) => blockMarkdown(block, unfolded))
    .filter((text) => text !== "")
    .join("\n\n");

/** Nothing in a text may be taken for Markdown, HTML or a mention. */
export const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>#!|~$@&]|\+(?!\d)|:(?=\w|\/)/g, (character) => `&#${character.codePointAt(0)};`);

// ---

const [LONGEST_CELL, LONGEST_TEXT] = [80, 500];
/** Of the chart: so many bars, the longest of so many characters. */
const [SERVED, BAR] = [20, 30];

function blockMarkdown(block: Block, unfolded: number): string {
  switch (block.kind) {
    case "heading":
      return `### ${escaped(block.text)}`;
    case "paragraph":
      return block.isStrong ? `**${escaped(block.text)}**` : escaped(block.text);
    case "lines":
      return fenced(block.lines.map((line) => shortened(line, LONGEST_TEXT)).join("\n"));
    case "facts":
      return block.facts.map(([name, value]) => `- ${name}: ${escaped(shortened(value, LONGEST_TEXT))}`).join("\n");
    case "table":
      return table(block);
    case "folded": {
      const { rows } = block.table;
      const left = rows.length - unfolded;
      return [
        `<details><summary>${escaped(block.summary)}${left > 0 ? `: the first ${count(unfolded)}` : ""}</summary>`,
        table({ ...block.table, rows: rows.slice(0, unfolded) }),
        ...(left > 0 ? [`The report as a page has the other ${count(left)}.`] : []),
        "</details>",
      ].join("\n\n");
    }
    case "history":
      return fenced(bars(block.served.slice(-SERVED)));
    case "points":
    case "heatMap":
      return "";
  }
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const fence = "`".repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function table({ columns, rows }: TableBlock): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const cell = (text: string) => escaped(shortened(text, LONGEST_CELL));
  return [
    line(columns.map((name) => cell(name.replace(/#$/, "")))),
    line(columns.map((name) => (name.endsWith("#") ? "--:" : "---"))),
    ...rows.map((cells) => line(cells.map(cell))),
  ].join("\n");
}

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
