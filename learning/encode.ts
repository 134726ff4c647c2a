import { parseBinary, parseNumber } from "./attribute";
import { scaleOf } from "./moments";
import type { Transformation } from "./recipe";
import { binOf, tokensOf, type TokenColumn } from "./tokens";
import { Vocabulary } from "./vocabulary";

/** A transformation fitted to the training rows: what it has to remember to encode any row. Plain JSON. */
export type FittedColumn = Transformation & {
  /** The feature that this column's first value has. */
  first: number;
  /** Of quantile_bin: upper bounds, inclusive, of all bins but the last. */
  edges?: number[];
  /** Of columns that give tokens: those that have a feature, in order of first appearance. */
  tokens?: string[];
  /** Of normalize and numeric. */
  mean?: number;
  deviation?: number;
};

/** Feature 0 is the bias: it is active in every row. */
const FIRST_FEATURE = 1;

/**
 * Fits edges of bins, tokens, mean and deviation to rows with cells in the order of the attributes.
 * @param rows are read once, or twice when there is a product of bins, which needs their edges first
 * @param mostTokens a column has features for so many at most, the most frequent ones
 */
export function fitColumns(
  transformations: Transformation[],
  rows: Iterable<string[]>,
  mostTokens = Infinity,
): FittedColumn[] {
  const fits = transformations.map((transformation) => new ColumnFit(transformation, mostTokens));
  const [late, early] = [fits.filter(({ needsEdges }) => needsEdges), fits.filter(({ needsEdges }) => !needsEdges)];
  for (const cells of rows) {
    for (const fit of fits) fit.addNumbers(cells);
    for (const fit of early) fit.addTokens(cells);
  }
  for (const fit of fits) fit.endNumbers();
  if (late.length > 0) for (const cells of rows) for (const fit of late) fit.addTokens(cells);
  let first = FIRST_FEATURE;
  return fits.map((fit) => {
    const column = fit.end(first);
    first += featuresOf(column);
    return column;
  });
}

/** Turns a row's cells into its active features and their values. */
export class Encoder {
  readonly size: number;
  /** The features of the row encoded last: the first `count` of each. */
  readonly indices: number[] = [];
  readonly values: number[] = [];
  count = 0;
  private readonly lookups: Map<string, number>[];

  constructor(readonly columns: FittedColumn[]) {
    this.size = columns.reduce((size, column) => size + featuresOf(column), FIRST_FEATURE);
    this.lookups = columns.map(({ tokens, first }) => new Map(tokens?.map((token, i) => [token, first + i])));
  }

  encode(cells: string[]): void {
    this.count = 0;
    this.push(0, 1);
    this.columns.forEach((column, i) => {
      switch (column.kind) {
        case "binary":
          return parseBinary(cells[column.attribute]) === 1 ? this.push(column.first, 1) : undefined;
        // One bin of a column that was never missing tells nothing that the bias does not.
        case "quantile_bin":
          return this.push(column.first + binOf(column.edges!, parseNumber(cells[column.attribute])), 1);
        case "numeric":
        case "normalize":
          return this.pushNumber(column, parseNumber(cells[column.attribute]));
        case "categorical":
          return this.pushToken(i, cells[column.attribute]);
        default:
          for (const token of tokensOf(column, cells)) this.pushToken(i, token);
      }
    });
  }

  private pushNumber({ first, mean = 0, deviation = 1 }: FittedColumn, number: number): void {
    // Left out of the sum, and a feature of its own: a missing number is not zero.
    if (Number.isNaN(number)) return this.push(first + 1, 1);
    const normalised = (number - mean) / deviation;
    this.push(first, Math.max(-MAX_NORMALISED, Math.min(MAX_NORMALISED, normalised)));
  }

  /** A value that training never saw contributes nothing. */
  private pushToken(column: number, token: string): void {
    const feature = this.lookups[column].get(token);
    if (feature !== undefined) this.push(feature, 1);
  }

  private push(feature: number, value: number): void {
    this.indices[this.count] = feature;
    this.values[this.count++] = value;
  }
}

// ---

/** What a column has to know of the training rows. */
class ColumnFit {
  private readonly column: Transformation;
  /** The numbers of those of its parts that are made of numbers. */
  private readonly numbers: { part: Transformation & { edges?: number[] }; found: number[] }[];
  private readonly vocabulary: Vocabulary | undefined;

  constructor(transformation: Transformation, mostTokens: number) {
    this.column = structuredClone(transformation);
    const parts = this.column.kind === "cartesian" ? this.column.of : [this.column];
    const ofNumbers = ["numeric", "normalize", "quantile_bin"];
    this.numbers = parts.filter(({ kind }) => ofNumbers.includes(kind)).map((part) => ({ part, found: [] }));
    if (![...ofNumbers, "binary"].includes(this.column.kind)) this.vocabulary = new Vocabulary(mostTokens);
  }

  get needsEdges(): boolean {
    return this.column.kind === "cartesian" && this.numbers.length > 0;
  }

  addNumbers(cells: string[]): void {
    for (const { part, found } of this.numbers) {
      const number = parseNumber(cells[(part as { attribute: number }).attribute]);
      if (!Number.isNaN(number)) found.push(number);
    }
  }

  endNumbers(): void {
    for (const { part, found } of this.numbers)
      if (part.kind === "quantile_bin") part.edges = quantileEdges(found, part.bins);
  }

  addTokens(cells: string[]): void {
    if (this.vocabulary) for (const token of tokensOf(this.column as TokenColumn, cells)) this.vocabulary.add(token);
  }

  end(first: number): FittedColumn {
    const { column } = this;
    // A number as it is, too: its unit is nothing that a model should depend on.
    const isScaled = column.kind === "normalize" || column.kind === "numeric";
    return {
      ...column,
      first,
      ...(this.vocabulary && { tokens: this.vocabulary.tokens() }),
      ...(isScaled && scaleOf(this.numbers[0].found)),
    };
  }
}

/** Times a weight, and added to others, it is still a float32. */
const MAX_NORMALISED = 1e30;

function featuresOf({ kind, edges, tokens }: FittedColumn): number {
  if (kind === "binary") return 1;
  if (kind === "quantile_bin") return edges!.length + 2;
  return tokens ? tokens.length : 2;
}

/** The inner quantiles of the numbers, each an observed value ("lower"), equal ones merged. */
function quantileEdges(numbers: number[], bins: number): number[] {
  if (numbers.length === 0) return [];
  const sorted = Float64Array.from(numbers).sort();
  const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) / bins) * (sorted.length - 1))]);
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
}
