import { parseBinary, parseNumber } from "./attribute";
import type { TextStep, Transformation } from "./recipe";

/** A column that gives tokens. Of quantile_bin the edges are known by then. */
export type TokenColumn = Exclude<Transformation, { kind: "numeric" | "normalize" }> & { edges?: number[] };

/** Developer Guide, "Data Transformations Reference": all tokens of a row, each once. */
export function tokensOf(column: TokenColumn, cells: string[]): string[] {
  switch (column.kind) {
    case "categorical":
      return [cells[column.attribute]];
    case "binary": {
      const value = parseBinary(cells[column.attribute]);
      return Number.isNaN(value) ? [] : [String(value)];
    }
    case "quantile_bin":
      return [String(binOf(column.edges!, parseNumber(cells[column.attribute])))];
    case "cartesian":
      return products(column.of.map((factor) => tokensOf(factor as TokenColumn, cells)));
    default: {
      const text = words(cells[column.attribute], column.steps);
      if (column.kind === "ngram") return ngrams(text, column.size);
      return column.kind === "osb" ? sparseBigrams(text, column.size) : [...new Set(text)];
    }
  }
}

/** The bin of a number: those up to an edge, the edge included; the last of all, for a missing one. */
export function binOf(edges: number[], number: number): number {
  if (Number.isNaN(number)) return edges.length + 1;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

// ---

/** The words of a text in their order. One of nothing but punctuation vanishes with it. */
function words(cell: string, steps: TextStep[] = []): string[] {
  let found = cell.split(/\s+/);
  for (const step of steps)
    found = found.map((word) => (step === "lowercase" ? word.toLowerCase() : withoutPunctuation(word)));
  return found.filter((word) => word !== "");
}

/** Without punctuation at both ends: `seat-belts!` is `seat-belts`. */
function withoutPunctuation(word: string): string {
  let [start, end] = [0, word.length];
  while (start < end && punctuation.test(word[start])) start++;
  while (end > start && punctuation.test(word[end - 1])) end--;
  return word.slice(start, end);
}

/** ASCII's symbols, too, as for Java's \p{Punct}. */
const punctuation = /[\p{P}$+<=>^`|~]/u;

/** All sequences of 1 to `size` words, joined by a blank. */
function ngrams(text: string[], size: number): string[] {
  const found = new Set<string>();
  for (let from = 0; from < text.length; from++) {
    let ngram = text[from];
    found.add(ngram);
    for (let to = from + 1; to < Math.min(from + size, text.length); to++) found.add((ngram += ` ${text[to]}`));
  }
  return [...found];
}

/** The first word of each window of `size` with each other one, joined by `_` and one more for each word between. */
function sparseBigrams(text: string[], size: number): string[] {
  const found = new Set<string>();
  for (let from = 0; from < text.length; from++)
    for (let to = from + 1; to < Math.min(from + size, text.length); to++)
      found.add(text[from] + "_".repeat(to - from) + text[to]);
  return [...found];
}

/** What two long texts have in products would be more than a machine's memory. */
const MAX_PRODUCTS = 20_000;

/** Joined by what no cell has, so that `a_b` with `c` is not `a` with `b_c`. */
function products(factors: string[][]): string[] {
  return factors.reduce((found, tokens) =>
    found
      .slice(0, Math.ceil(MAX_PRODUCTS / Math.max(tokens.length, 1)))
      .flatMap((begin) => tokens.map((token) => `${begin}\0${token}`)),
  );
}
