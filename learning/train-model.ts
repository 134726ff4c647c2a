import { defaultRecipes } from "./default-recipes";
import { Encoder, fitColumns } from "./encode";
import { losses } from "./loss";
import { BYTES_PER_PARAMETER, Model } from "./model";
import { parseRecipe } from "./recipe";
import { descend, type SgdOptions } from "./sgd";
import { withTarget } from "./target";
import { encodeRows } from "./training-rows";
import { sampleRows, tune, type Tuning, type TuningOptions } from "./tune";

export interface TrainingOptions
  extends
    Pick<SgdOptions, "passes" | "shuffle" | "random" | "onPass">,
    Pick<TuningOptions, "type" | "attributes" | "target" | "isInput" | "onTrial" | "onTried"> {
  /** Undefined to choose one. */
  recipe?: string;
  /** With neither, an amount of L2 is chosen. */
  l1?: number;
  l2?: number;
  maxModelSizeInBytes: number;
}

export interface Training extends Tuning {
  model: Model;
  /** Rows with a value for the target. */
  rows: number;
}

/** Data that no model can be trained on; the message says what was expected. */
export class TrainingError extends Error {}

const MAX_CLASSES = 100;

/** So many features are learned for each that the model's size has room for: which ones matter, weights tell better than counts. */
const CANDIDATES = 4;

/** Trains a model, in three passes over `rows`: to tune, to fit the recipe, to encode. Rows of no usable target are left out. */
export function trainModel(rows: Iterable<string[]>, options: TrainingOptions): Training {
  const { type, attributes, target, isInput } = options;
  const name = attributes[target].name;
  const classes = new Set<string>();
  const usable = withTarget(rows, type, target);
  const { sample, count } = sampleRows(usable, attributes.length, (cells) => {
    // One more than there may be is enough to know.
    if (type === "MULTICLASS" && classes.size <= MAX_CLASSES) classes.add(cells[target]);
  });
  if (count === 0) throw new TrainingError(`Expected training rows with a value for the target '${name}', got none`);
  if (type === "MULTICLASS" && classes.size > MAX_CLASSES)
    throw new TrainingError(`Expected at most ${MAX_CLASSES} classes in the target '${name}', got more`);
  const loss = losses[type];
  const outputs = loss.outputs(classes.size);
  const parameters = Math.floor(options.maxModelSizeInBytes / BYTES_PER_PARAMETER);
  const mostTokens = Math.ceil((CANDIDATES * parameters) / outputs);
  const { l1 = 0, l2 = options.l1 === undefined ? undefined : 0, passes } = options;
  const inputs = attributes.filter((_, index) => isInput(index));
  const recipes = options.recipe !== undefined ? [options.recipe] : defaultRecipes(inputs, count);
  const tuning = tune(sample, { ...options, recipes, l1, l2, passes, rows: count, mostTokens });

  const encoder = new Encoder(fitColumns(parseRecipe(tuning.recipe, attributes, isInput), usable, mostTokens));
  const encoded = encodeRows(usable, encoder, type, target);
  const order = Uint32Array.from(encoded.rows.targets, (_, i) => i);
  const weights = descend(encoded.rows, order, {
    ...{ ...options, ...tuning, loss, outputs, passes, l1 },
    features: encoder.size,
  });
  prune(weights, outputs, parameters);
  const { labels, target: scale } = encoded;
  const model = new Model({ type, attributes, columns: encoder.columns, labels, target: scale }, weights);
  return { model, rows: count, ...tuning };
}

// ---

/** Sets the features with the least influence to zero until at most `parameters` are left. */
function prune(weights: Float32Array, outputs: number, parameters: number): void {
  const features = weights.length / outputs;
  if (weights.length <= parameters) return;
  const influence = Float64Array.from({ length: features }, (_, feature) =>
    weights.subarray(feature * outputs, (feature + 1) * outputs).reduce((sum, weight) => sum + weight * weight, 0),
  );
  // The bias goes last.
  influence[0] = Infinity;
  const order = Array.from(influence, (_, feature) => feature).sort((a, b) => influence[b] - influence[a]);
  for (const feature of order.slice(Math.floor(parameters / outputs)))
    weights.fill(0, feature * outputs, (feature + 1) * outputs);
}
