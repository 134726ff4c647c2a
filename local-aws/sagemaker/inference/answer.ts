import { argMax, type BoostedTrees } from "../../../learning/boosted-trees";

/** How predictions may be answered. */
export const accepted = ["application/json", "application/jsonlines", "text/csv"] as const;
export type Accept = (typeof accepted)[number];

/** The image's server answers 500. */
export class AnswerError extends Error {}

/**
 * Writes predictions as the image's server does.
 * Source: aws/sagemaker-xgboost-container, `algorithm_mode/serve_utils.py`.
 * @param keys of SAGEMAKER_INFERENCE_OUTPUT, such as `predicted_label`; none for the scores alone
 * @throws AnswerError for scores as JSON lines, which the image fails at
 */
export function writeAnswer(
  predictions: readonly Float32Array[],
  { objective, outputs }: BoostedTrees,
  keys: readonly string[],
  accept: Accept,
): string {
  if (keys.length === 0) {
    if (accept === "application/jsonlines") throw new AnswerError("Unable to encode scores as jsonlines");
    if (accept === "text/csv") return predictions.map((scores) => [...scores].join(",")).join("\n");
    const score = (scores: Float32Array) => (scores.length === 1 ? scores[0] : [...scores]);
    return JSON.stringify({ predictions: predictions.map((scores) => ({ score: score(scores) })) });
  }
  const selected = predictions.map((scores) => {
    const found = selection(scores, objective, outputs);
    // A key that does not fit the objective comes back as NaN.
    return Object.fromEntries(keys.map((key) => [key, found[key] ?? "nan"]));
  });
  if (accept === "text/csv") return selected.map((one) => Object.values(one).map(csvCell).join(",")).join("\n");
  if (accept === "application/jsonlines") return selected.map((one) => JSON.stringify(one)).join("\n");
  return JSON.stringify({ predictions: selected });
}

// ---

type Selected = Record<string, number | number[] | undefined>;

function selection(scores: Float32Array, objective: string, outputs: number): Selected {
  const [first] = scores;
  if (objective === "multi:softprob") {
    const label = argMax(scores);
    const all = [...scores];
    return {
      ...{ predicted_label: label, labels: all.map((_, i) => i), probability: scores[label], probabilities: all },
      ...{ raw_score: scores[label], raw_scores: all },
    };
  }
  if (objective === "multi:softmax")
    return { predicted_label: first, labels: Array.from({ length: outputs }, (_, i) => i), raw_score: first };
  if (objective === "binary:logistic") {
    const both = [Math.fround(1 - first), first];
    const probability = { probability: first, probabilities: both, raw_score: first, raw_scores: both };
    return { predicted_label: first > 0.5 ? 1 : 0, labels: [0, 1], ...probability };
  }
  if (objective === "binary:logitraw" || objective === "binary:hinge")
    return { predicted_label: first > 0 ? 1 : 0, labels: [0, 1], raw_score: first, raw_scores: [1 - first, first] };
  return { predicted_score: first };
}

const csvCell = (value: unknown): string =>
  Array.isArray(value) ? `"[${value.map(String).join(", ")}]"` : String(value);
