import { MAX_FLOAT, type Attribute } from "./attribute";
import { Encoder, type FittedColumn } from "./encode";
import { losses, type ModelType } from "./loss";
import { addScores } from "./sgd";

/** All of a trained model but its weights. Plain JSON. */
export interface ModelDescription {
  type: ModelType;
  attributes: Attribute[];
  columns: FittedColumn[];
  /** The classes of a MULTICLASS model, in order of first appearance in the training rows. */
  labels: string[];
  /** The mean and deviation of a REGRESSION model's target, which it learns standardised. */
  target: { mean: number; deviation: number };
}

/** Observed: 2,151 parameters had a footprint of 206,496 bytes in a log of Amazon ML's. */
export const BYTES_PER_PARAMETER = 96;

/** A trained model: predicts a row, given its cells in the order of the model's attributes. */
export class Model {
  private readonly encoder: Encoder;
  private readonly scores: Float32Array;

  constructor(
    readonly description: ModelDescription,
    readonly weights: Float32Array,
  ) {
    this.encoder = new Encoder(description.columns);
    this.scores = new Float32Array(losses[description.type].outputs(description.labels.length));
  }

  /** A probability per class, the probability of 1, or the number. The array is used again by the next call. */
  predict(cells: string[]): Float32Array {
    const { encoder, scores } = this;
    encoder.encode(cells);
    scores.fill(0);
    addScores(
      scores,
      this.weights,
      { starts: Uint32Array.of(0, encoder.count), indices: encoder.indices, values: encoder.values },
      0,
    );
    losses[this.description.type].predict(scores);
    const { mean, deviation } = this.description.target;
    if (this.description.type === "REGRESSION")
      scores[0] = Math.max(-MAX_FLOAT, Math.min(MAX_FLOAT, scores[0] * deviation + mean));
    return scores;
  }

  get sizeInBytes(): number {
    return this.weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0) * BYTES_PER_PARAMETER;
  }
}

/** The first of the largest. */
export function indexOfMaximum(scores: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c] > scores[best]) best = c;
  return best;
}
