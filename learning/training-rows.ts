import { parseBinary, parseNumber } from "./attribute";
import type { Encoder } from "./encode";
import type { ModelType } from "./loss";
import { scaleOf } from "./moments";
import type { SparseRows } from "./sgd";

/** Rows as they are learned from, and what their targets mean. */
export interface TrainingRows {
  rows: SparseRows;
  /** The classes, in order of first appearance; empty of other targets. */
  labels: string[];
  /** Of a number: it is learned at mean 0 and deviation 1, so that rates fit all units. */
  target: { mean: number; deviation: number };
}

/** Encodes rows with usable targets; `target` is the place of theirs among the cells. */
export function encodeRows(cells: Iterable<string[]>, encoder: Encoder, type: ModelType, target: number): TrainingRows {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const targets: number[] = [];
  const labels = new Map<string, number>();
  for (const row of cells) {
    encoder.encode(row);
    for (let i = 0; i < encoder.count; i++) {
      indices.push(encoder.indices[i]);
      values.push(encoder.values[i]);
    }
    starts.push(indices.length);
    const cell = row[target];
    if (type === "MULTICLASS" && !labels.has(cell)) labels.set(cell, labels.size);
    targets.push(type === "MULTICLASS" ? labels.get(cell)! : type === "BINARY" ? parseBinary(cell) : parseNumber(cell));
  }
  const rows = {
    starts: Uint32Array.from(starts),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
    targets: Float64Array.from(targets),
  };
  const scale = type === "REGRESSION" ? standardise(rows.targets) : { mean: 0, deviation: 1 };
  return { rows, labels: [...labels.keys()], target: scale };
}

// ---

function standardise(targets: Float64Array): TrainingRows["target"] {
  const scale = scaleOf(targets);
  targets.forEach((target, i) => (targets[i] = (target - scale.mean) / scale.deviation));
  return scale;
}
