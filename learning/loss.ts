/** How a model learns from one row: its loss, and the gradient by its scores. */
export interface Loss {
  /** Scores a row has: one per class, or a single one. */
  outputs: (classes: number) => number;
  /** The loss of `scores` against `target` (class index, 0 or 1, number); leaves the gradient there. */
  gradient: (scores: Float32Array, target: number) => number;
  /** Turns scores into what is predicted: probabilities, or a number. In place. */
  predict: (scores: Float32Array) => void;
}

/** Multinomial logistic loss: -log p[target] with p = softmax(scores); gradient p - onehot(target). */
const multinomial: Loss = {
  outputs: (classes) => classes,
  gradient(scores, target) {
    softmax(scores);
    const loss = -Math.log(Math.max(scores[target], 1e-38));
    scores[target] -= 1;
    return loss;
  },
  predict: softmax,
};

/** Logistic loss: log(1 + e^-z) for target 1, log(1 + e^z) for 0; gradient p - target. */
const logistic: Loss = {
  outputs: () => 1,
  gradient(scores, target) {
    const margin = target === 1 ? scores[0] : -scores[0];
    // log(1 + e^-m) without overflow for a large negative margin.
    const loss = margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
    scores[0] = sigmoid(scores[0]) - target;
    return loss;
  },
  predict(scores) {
    scores[0] = sigmoid(scores[0]);
  },
};

/** Squared loss: (z - target)^2 / 2; gradient z - target. */
const squared: Loss = {
  outputs: () => 1,
  gradient(scores, target) {
    scores[0] -= target;
    return (scores[0] * scores[0]) / 2;
  },
  predict() {},
};

export type ModelType = "MULTICLASS" | "BINARY" | "REGRESSION";

/** Amazon ML's three kinds of model and the loss each learns by. */
export const losses: Record<ModelType, Loss> = {
  MULTICLASS: multinomial,
  BINARY: logistic,
  REGRESSION: squared,
};

// ---

function softmax(scores: Float32Array): void {
  const size = scores.length;
  let max = -Infinity;
  for (let c = 0; c < size; c++) if (scores[c] > max) max = scores[c];
  let sum = 0;
  // Less the maximum, so that no exponential overflows.
  for (let c = 0; c < size; c++) sum += scores[c] = Math.exp(scores[c] - max);
  for (let c = 0; c < size; c++) scores[c] /= sum;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
