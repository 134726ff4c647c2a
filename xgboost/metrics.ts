import { argMax } from "../learning/boosted-trees";

/** What a metric is made of, row by row: predictions are those of XGBoost, `width` of them a row. */
export interface Judged {
  truth: Float32Array;
  predictions: Float32Array;
  width: number;
}

/**
 * Metrics that the built-in image adds to XGBoost's own, each as scikit-learn computes it.
 * Source: aws/sagemaker-xgboost-container, `metrics/custom_metrics.py`.
 */
export const imageMetrics: Readonly<Record<string, (judged: Judged) => number>> = {
  accuracy: (judged) => mean(classes(judged).map(([truth, found]) => (truth === found ? 1 : 0))),
  balanced_accuracy: (judged) =>
    mean(counts(judged).flatMap(({ hits, truths }) => (truths > 0 ? [hits / truths] : []))),
  f1: (judged) => mean(counts(judged).map(f1Of)),
  f1_binary: (judged) => f1Of(ofClassOne(judged)),
  f1_macro: (judged) => mean(counts(judged).map(f1Of)),
  mae: (judged) => mean(errors(judged).map(Math.abs)),
  mse: (judged) => meanSquare(errors(judged)),
  precision: (judged) => precisionOf(ofClassOne(judged)),
  precision_macro: (judged) => mean(counts(judged).map(precisionOf)),
  precision_micro: (judged) => imageMetrics.accuracy(judged),
  r2: (judged) => {
    const truth = [...judged.truth];
    const middle = mean(truth);
    const spread = meanSquare(truth.map((value) => value - middle));
    const left = meanSquare(errors(judged));
    return spread > 0 ? 1 - left / spread : left > 0 ? 0 : 1;
  },
  recall: (judged) => recallOf(ofClassOne(judged)),
  recall_macro: (judged) => mean(counts(judged).map(recallOf)),
  recall_micro: (judged) => imageMetrics.accuracy(judged),
  rmse: (judged) => Math.sqrt(meanSquare(errors(judged))),
};

// ---

interface Counts {
  hits: number;
  truths: number;
  found: number;
}

/** Truth and found class of each row: the likeliest of several; of two, class 1 above one half. */
function classes({ truth, predictions, width }: Judged): [truth: number, found: number][] {
  return Array.from(truth, (value, row) => {
    if (width > 1) return [value, argMax(predictions.subarray(row * width, (row + 1) * width))];
    return [value, predictions[row] > 0.5 ? 1 : 0];
  });
}

/** By class, of those that occur in the truth or among the found. */
function countsByClass(judged: Judged): Map<number, Counts> {
  const byClass = new Map<number, Counts>();
  const of = (name: number) => byClass.get(name) ?? byClass.set(name, { hits: 0, truths: 0, found: 0 }).get(name)!;
  for (const [truth, found] of classes(judged)) {
    of(truth).truths++;
    of(found).found++;
    if (truth === found) of(truth).hits++;
  }
  return byClass;
}

const counts = (judged: Judged): Counts[] => [...countsByClass(judged).values()];
const ofClassOne = (judged: Judged): Counts => countsByClass(judged).get(1) ?? { hits: 0, truths: 0, found: 0 };

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
const precisionOf = ({ hits, found }: Counts): number => ratio(hits, found);
const recallOf = ({ hits, truths }: Counts): number => ratio(hits, truths);
const f1Of = ({ hits, truths, found }: Counts): number => ratio(2 * hits, truths + found);

const errors = ({ truth, predictions }: Judged): number[] =>
  Array.from(truth, (value, row) => predictions[row] - value);
const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const meanSquare = (numbers: number[]): number => mean(numbers.map((number) => number * number));
