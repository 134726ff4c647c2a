import { parseBinary, parseNumber, type Attribute } from "./attribute";
import { Encoder, fitColumns } from "./encode";
import { losses, type ModelType } from "./loss";
import { BYTES_PER_PARAMETER, Model } from "./model";
import { parseRecipe } from "./recipe";
import { train, type SgdOptions, type SparseRows } from "./sgd";
import { withTarget } from "./target";

export interface TrainingOptions extends Pick<
  SgdOptions,
  "maxPasses" | "l1" | "l2" | "shuffle" | "random" | "onTrial" | "onPass"
> {
  type: ModelType;
  attributes: Attribute[];
  target: number;
  isInput: (index: number) => boolean;
  recipe: string;
  maxModelSizeInBytes: number;
}

/** Data that no model can be trained on; the message says what was expected. */
export class TrainingError extends Error {}

const MAX_CLASSES = 100;

/** Trains a model, in two passes over `rows`: to fit the recipe, to encode. Rows of no usable target are left out. */
export function trainModel(rows: Iterable<string[]>, options: TrainingOptions): Model {
  const { type, attributes, target } = options;
  const loss = losses[type];
  const usable = withTarget(rows, type, target);
  const columns = fitColumns(parseRecipe(options.recipe, attributes, options.isInput), usable);
  const encoder = new Encoder(columns);
  const labels = new Map<string, number>();
  const encoded = encodeRows(usable, encoder, (cells) => {
    const cell = cells[target];
    if (type === "BINARY") return parseBinary(cell);
    if (type === "REGRESSION") return parseNumber(cell);
    if (!labels.has(cell)) labels.set(cell, labels.size);
    return labels.get(cell)!;
  });
  if (encoded.targets.length === 0)
    throw new TrainingError(
      `Expected training rows with a value for the target '${attributes[target].name}', got none`,
    );
  if (labels.size > MAX_CLASSES)
    throw new TrainingError(
      `Expected at most ${MAX_CLASSES} classes in the target '${attributes[target].name}', got ${labels.size}`,
    );
  const scale = type === "REGRESSION" ? standardise(encoded.targets) : { mean: 0, deviation: 1 };
  const outputs = loss.outputs(labels.size);
  const weights = train(encoded, { ...options, loss, outputs, features: encoder.size });
  prune(weights, outputs, Math.floor(options.maxModelSizeInBytes / BYTES_PER_PARAMETER));
  return new Model({ type, attributes, columns, labels: [...labels.keys()], target: scale }, weights);
}

// ---

function encodeRows(rows: Iterable<string[]>, encoder: Encoder, targetOf: (cells: string[]) => number): SparseRows {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const targets: number[] = [];
  for (const cells of rows) {
    encoder.encode(cells);
    for (let i = 0; i < encoder.count; i++) {
      indices.push(encoder.indices[i]);
      values.push(encoder.values[i]);
    }
    starts.push(indices.length);
    targets.push(targetOf(cells));
  }
  return {
    starts: Uint32Array.from(starts),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
    targets: Float64Array.from(targets),
  };
}

/** Brings the targets to mean 0 and deviation 1, so that one set of learning rates fits all units. */
function standardise(targets: Float64Array): { mean: number; deviation: number } {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const deviation = Math.sqrt(targets.reduce((sum, target) => sum + (target - mean) ** 2, 0) / targets.length) || 1;
  targets.forEach((target, i) => (targets[i] = (target - mean) / deviation));
  return { mean, deviation };
}

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
