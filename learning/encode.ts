import { parseBinary, parseNumber, words } from "./attribute";
import { moments } from "./moments";
import type { Transformation } from "./recipe";

/** A transformation fitted to the training rows: what it has to remember to encode any row. */
export interface FittedColumn extends Transformation {
  /** The feature that this column's first value has. */
  first: number;
  /** Of quantile_bin: upper bounds, inclusive, of all bins but the last. */
  edges?: number[];
  /** Of categorical and text: the values seen, in order of first appearance. */
  tokens?: string[];
  /** Of normalize and numeric. */
  mean?: number;
  deviation?: number;
}

/** Feature 0 is the bias: it is active in every row. */
const FIRST_FEATURE = 1;

/** Fits edges of bins, values of categories, mean and deviation to rows with cells in the order of the attributes. */
export function fitColumns(transformations: Transformation[], rows: Iterable<string[]>): FittedColumn[] {
  const fits = transformations.map((transformation) => ({
    transformation,
    numbers: [] as number[],
    tokens: new Set<string>(),
  }));
  for (const cells of rows) {
    for (const { transformation, numbers, tokens } of fits) {
      const cell = cells[transformation.attribute];
      if (transformation.kind === "categorical") tokens.add(cell);
      else if (transformation.kind === "text") for (const word of words(cell)) tokens.add(word);
      else if (transformation.kind !== "binary") {
        const number = parseNumber(cell);
        if (!Number.isNaN(number)) numbers.push(number);
      }
    }
  }
  let first = FIRST_FEATURE;
  return fits.map(({ transformation, numbers, tokens }) => {
    const column: FittedColumn = { ...transformation, first };
    if (transformation.kind === "quantile_bin") column.edges = quantileEdges(numbers, transformation.bins!);
    if (transformation.kind === "categorical" || transformation.kind === "text") column.tokens = [...tokens];
    // A number as it is, too: its unit is nothing that a model should depend on.
    if (transformation.kind === "normalize" || transformation.kind === "numeric")
      Object.assign(column, scaleOf(numbers));
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
      const cell = cells[column.attribute];
      switch (column.kind) {
        case "categorical":
          return this.pushToken(i, cell);
        case "text":
          return words(cell).forEach((word) => this.pushToken(i, word));
        case "binary":
          return parseBinary(cell) === 1 ? this.push(column.first, 1) : undefined;
        default:
          return this.pushNumber(column, parseNumber(cell));
      }
    });
  }

  private pushNumber(column: FittedColumn, number: number): void {
    const { first, edges, mean = 0, deviation = 1 } = column;
    if (edges) {
      // A column that has one bin and was never missing tells nothing that the bias does not.
      this.push(first + (Number.isNaN(number) ? edges.length + 1 : lowerBound(edges, number)), 1);
    } else if (Number.isNaN(number)) {
      // Left out of the sum, and a feature of its own: a missing number is not zero.
      this.push(first + 1, 1);
    } else {
      const normalised = (number - mean) / deviation;
      this.push(first, Math.max(-MAX_NORMALISED, Math.min(MAX_NORMALISED, normalised)));
    }
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

/** A constant column must not divide by zero. */
function scaleOf(numbers: number[]): { mean: number; deviation: number } {
  const { mean, deviation } = moments(numbers);
  return { mean, deviation: deviation || 1 };
}

/** The index of the first edge that is not below `number`. */
function lowerBound(edges: number[], number: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
