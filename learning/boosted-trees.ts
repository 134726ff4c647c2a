/** A regression tree: arrays by node, node 0 is the root. A leaf has no children (-1) and its value as its condition. */
export interface Tree {
  left: ArrayLike<number>;
  right: ArrayLike<number>;
  feature: ArrayLike<number>;
  condition: ArrayLike<number>;
  /** Where a missing value goes: 1 left, 0 right. */
  missingLeft: ArrayLike<number>;
}

/** Gradient boosted trees, as XGBoost trains them. */
export interface BoostedTrees {
  trees: readonly Tree[];
  /** For which output each tree is. */
  outputOf: ArrayLike<number>;
  /** Classes; 1 for two classes, and for numbers. */
  outputs: number;
  /** Columns of a row. */
  features: number;
  /** What every output begins with, as a prediction: one for all, or one for each. */
  baseScores: readonly number[];
  objective: Objective;
}

/** How a sum of leaves and a prediction are made of each other. */
interface Link {
  toPrediction: (margins: Float32Array) => Float32Array;
  toMargin: (prediction: number) => number;
}

const each = (change: (margin: number) => number) => (margins: Float32Array) => margins.map(change);
const same = (value: number): number => value;
const logit = (prediction: number): number => -Math.log(1 / prediction - 1);
const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));

const identity: Link = { toPrediction: same as never, toMargin: same };
const logistic: Link = { toPrediction: each(sigmoid), toMargin: logit };
const exponential: Link = { toPrediction: each(Math.exp), toMargin: Math.log };

/** XGBoost's objectives (its documentation, "XGBoost Parameters", "Learning Task Parameters"; `src/objective`). */
const links = {
  "binary:logistic": logistic,
  "reg:logistic": logistic,
  "binary:logitraw": { ...identity, toMargin: logit },
  "binary:hinge": { ...identity, toPrediction: each((margin) => (margin > 0 ? 1 : 0)) },
  "multi:softprob": { ...identity, toPrediction: softmax },
  "multi:softmax": { ...identity, toPrediction: (margins) => Float32Array.of(argMax(margins)) },
  "reg:squarederror": identity,
  "reg:squaredlogerror": identity,
  "reg:pseudohubererror": identity,
  "reg:gamma": exponential,
  "reg:tweedie": exponential,
  "count:poisson": exponential,
  "survival:cox": exponential,
  "survival:aft": exponential,
  "rank:pairwise": identity,
  "rank:ndcg": identity,
  "rank:map": identity,
} satisfies Record<string, Link>;

export type Objective = keyof typeof links;

export const isObjective = (name: string): name is Objective => Object.hasOwn(links, name);

/**
 * Predicts of a row: for classes their probabilities (`multi:softprob`), the likelier one's number (`multi:softmax`), or
 * the probability of class 1 (`binary:logistic`); else a number. Arithmetic is that of 32-bit floats, as XGBoost's.
 * @param row values by column, NaN for a missing one; columns that it has not are missing
 */
export function predictBoosted(model: BoostedTrees, row: Float32Array): Float32Array {
  return links[model.objective].toPrediction(sumLeaves(model, row));
}

/** The sums of the leaves that a row comes to, by output. */
export function sumLeaves(
  { trees, outputOf, outputs, baseScores, objective }: BoostedTrees,
  row: Float32Array,
): Float32Array {
  const { toMargin } = links[objective];
  const margins = new Float32Array(outputs).map((_, i) => toMargin(baseScores[i] ?? baseScores[0]));
  trees.forEach((tree, i) => (margins[outputOf[i]] += leafOf(tree, row)));
  return margins;
}

/** The place of the largest number, the first of several. */
export function argMax(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] > numbers[best]) best = i;
  return best;
}

// ---

function leafOf({ left, right, feature, condition, missingLeft }: Tree, row: Float32Array): number {
  let node = 0;
  while (left[node] !== -1) {
    // Beyond the row's end there is undefined, which is no smaller than anything, as NaN is not.
    const value = row[feature[node]];
    const isMissing = !(value === value) || value === undefined;
    const goesLeft = isMissing ? missingLeft[node] === 1 : value < condition[node];
    node = goesLeft ? left[node] : right[node];
  }
  return condition[node];
}

function softmax(margins: Float32Array): Float32Array {
  const most = margins.reduce((a, b) => Math.max(a, b));
  const exponents = margins.map((margin) => Math.exp(margin - most));
  const sum = exponents.reduce((a, b) => a + b);
  return exponents.map((exponent) => exponent / sum);
}
