import { stringify } from "csv-stringify/sync";
import type { FeatureDefinition, Row } from "../features/definition";
import { csvCell } from "../text/csv-cell";
import { visible } from "../text/visible";
import type { Answer } from "./predict";

/** What came of a row: an answer, or why there is none. */
export type Outcome = { row: Row; name: string } & ({ answer: Answer } | { problem: string });

export interface Printer {
  /** What comes first; "" for nothing. */
  head(columns: string[], label: FeatureDefinition["label"]): string;
  line(outcome: Outcome): string;
}

/** For people: a name, and under it the first classes with their probabilities. */
export const asText = (top: number): Printer => ({
  head: () => "",
  line(outcome) {
    const name = visible(outcome.name);
    if ("problem" in outcome) return `${name}\n  ${visible(outcome.problem)}\n`;
    const { answer } = outcome;
    if ("value" in answer) return `${name}\n  ${answer.value}\n`;
    const shown = answer.ranked.slice(0, top).map((ranked) => ({ ...ranked, label: visible(ranked.label) }));
    const width = Math.max(...shown.map(({ label }) => label.length));
    const lines = shown.map(
      ({ label, probability }, i) => `  ${i + 1}. ${label.padEnd(width)}  ${probability.toFixed(3)}`,
    );
    return [name, ...lines, ""].join("\n");
  },
});

export const asJson = (top: number): Printer => ({
  head: () => "",
  line(outcome) {
    const result = "problem" in outcome ? { problem: outcome.problem } : cut(outcome.answer, top);
    return JSON.stringify({ row: outcome.row, ...result }) + "\n";
  },
});

/** A row for each row that came in: its cells, then the classes with their probabilities, or the number. */
export const asCsv = (top: number): Printer => {
  let [inputs, answers]: string[][] = [[], []];
  return {
    head(columns, { name, type }) {
      inputs = columns;
      const ranks = Array.from({ length: top }, (_, i) => [`${name}_${i + 1}`, `probability_${i + 1}`]);
      answers = type === "NUMERIC" ? [name] : ranks.flat();
      return stringify([[...inputs, ...answers, "problem"]]);
    },
    line(outcome) {
      const cells: (string | number)[] = inputs.map((column) => outcome.row[column]);
      const problem = "problem" in outcome ? outcome.problem : "";
      const found = "answer" in outcome ? flat(cut(outcome.answer, top)) : [];
      const missing = new Array<string>(answers.length - found.length).fill("");
      const line = [...cells, ...found, ...missing, problem];
      return stringify([line.map((cell) => (typeof cell === "string" ? csvCell(cell) : cell))]);
    },
  };
};

// ---

const cut = (answer: Answer, top: number): Answer =>
  "value" in answer ? answer : { ...answer, ranked: answer.ranked.slice(0, top) };

const flat = (answer: Answer): (string | number)[] =>
  "value" in answer ? [answer.value] : answer.ranked.flatMap(({ label, probability }) => [label, probability]);
