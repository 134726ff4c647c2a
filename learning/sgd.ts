import type { Loss } from "./loss";
import { shuffle } from "./random";

/** Encoded rows, one after the other: row r has the features `starts[r]` to `starts[r + 1] - 1`. */
export interface SparseRows {
  starts: ArrayLike<number>;
  indices: ArrayLike<number>;
  values: ArrayLike<number>;
  /** Per row: a class index, 0 or 1, or a number. */
  targets: Float64Array;
}

export interface SgdOptions {
  loss: Loss;
  features: number;
  outputs: number;
  passes: number;
  /** The first step, as a multiple of the inverse of a row's mean squared length. */
  rate: number;
  l1: number;
  l2: number;
  /** Visit the rows in another order in each pass; else in the order that is given. */
  shuffle: boolean;
  random: () => number;
  /** Called after each pass. `loss` is the mean, measured before each update, so on unseen rows in pass 1. */
  onPass?: (progress: { rate: number; pass: number; passes: number; loss: number }) => void;
}

/** Of the passes, the last tenth is averaged: enough to quiet the last steps, and no older than they are. */
const AVERAGED = 0.1;

/**
 * Fits weights [feature][output] by stochastic gradient descent over the rows in `given`. Steps fall linearly to
 * nothing: so rates from 0.25 to 4 end within .002 of each other's macro F1, where those that fall with the root
 * of the pass needed one for each data set. No step is longer than what a row's own squared length allows, else an
 * outlier, which has a large one, would make squared loss diverge.
 */
export function descend(rows: SparseRows, given: Uint32Array, options: SgdOptions): Float32Array {
  const { loss, outputs, passes, rate, l1, l2 } = options;
  const { starts, indices, values, targets } = rows;
  const weights = new Float32Array(options.features * outputs);
  const mean = new Float32Array(weights.length);
  const scores = new Float32Array(outputs);
  const order = given.slice();
  const squares = squaredLengths(rows);
  const first = rate / (order.reduce((sum, row) => sum + squares[row], 0) / Math.max(order.length, 1));
  const steps = passes * order.length;
  const unaveraged = Math.min(Math.floor(passes * (1 - AVERAGED)), passes - 1);
  for (let pass = 1; pass <= passes; pass++) {
    if (options.shuffle) shuffle(order, options.random);
    let sum = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i];
      scores.fill(0);
      addScores(scores, weights, rows, row);
      sum += loss.gradient(scores, targets[row]);
      const left = 1 - ((pass - 1) * order.length + i) / steps;
      const step = Math.min(first * left, 1 / squares[row]);
      const end = starts[row + 1];
      for (let at = starts[row]; at < end; at++) {
        const scale = step * values[at];
        const offset = indices[at] * outputs;
        for (let c = 0; c < outputs; c++) weights[offset + c] -= scale * scores[c];
      }
    }
    const taken = first * order.length * (1 - (pass - 0.5) / passes);
    regularise(weights, outputs, taken * l1, taken * l2);
    const averaged = pass - unaveraged;
    for (let i = 0; averaged > 0 && i < weights.length; i++) mean[i] += (weights[i] - mean[i]) / averaged;
    options.onPass?.({ rate, pass, passes, loss: sum / Math.max(order.length, 1) });
  }
  return mean;
}

/** The loss of each of some rows. */
export function rowLosses(
  rows: SparseRows,
  order: Uint32Array,
  weights: Float32Array,
  { loss, outputs }: Pick<SgdOptions, "loss" | "outputs">,
): Float64Array {
  const scores = new Float32Array(outputs);
  return Float64Array.from(order, (row) => {
    scores.fill(0);
    addScores(scores, weights, rows, row);
    return loss.gradient(scores, rows.targets[row]);
  });
}

/** Adds a row's scores: the sum over its features of value times weights. */
export function addScores(
  scores: Float32Array,
  weights: Float32Array,
  rows: Pick<SparseRows, "starts" | "indices" | "values">,
  row: number,
): void {
  const { starts, indices, values } = rows;
  const outputs = scores.length;
  const end = starts[row + 1];
  for (let at = starts[row]; at < end; at++) {
    const offset = indices[at] * outputs;
    const value = values[at];
    for (let c = 0; c < outputs; c++) scores[c] += value * weights[offset + c];
  }
}

// ---

/** Of each row, the sum of its squared values; at least 1, for the bias. */
function squaredLengths({ starts, values, targets }: SparseRows): Float64Array {
  return Float64Array.from(targets, (_, row) => {
    let sum = 0;
    for (let at = starts[row]; at < starts[row + 1]; at++) sum += values[at] * values[at];
    return Math.max(sum, 1);
  });
}

/** Shrinks the weights, but the bias, once a pass (truncated gradient, Langford et al. 2009, section 3.2). */
function regularise(weights: Float32Array, outputs: number, l1: number, l2: number): void {
  if (l1 === 0 && l2 === 0) return;
  const shrink = Math.exp(-l2);
  for (let i = outputs; i < weights.length; i++) {
    const weight = weights[i] * shrink;
    weights[i] = Math.sign(weight) * Math.max(Math.abs(weight) - l1, 0);
  }
}
