import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attribute } from "../learning/attribute";
import { evaluate } from "../learning/evaluate";
import type { Model } from "../learning/model";

export interface LearningSet {
  name: string;
  type: "BINARY" | "CATEGORICAL" | "NUMERIC";
  attributes: Attribute[];
  rows: string[][];
  splits: { train: number[]; held: number[] }[];
}

export function readSet(folder: string, name: string): LearningSet {
  const set = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as {
    type: LearningSet["type"];
    label: string[];
    columns: [string, Attribute["type"], string[]][];
    splits: LearningSet["splits"];
  };
  return {
    name,
    type: set.type,
    attributes: [{ name: "label", type: set.type }, ...set.columns.map(([name, type]) => ({ name, type }))],
    rows: set.label.map((label, i) => [label, ...set.columns.map(([, , cells]) => cells[i])]),
    splits: set.splits,
  };
}

/** Macro F1, AUC or root mean square error; and the log loss of rows whose class training saw. */
export function judge(model: Model, rows: string[][]): { metric: number; loss: number } {
  const { type, labels } = model.description;
  const { value: metric } = evaluate(model, rows, 0);
  const losses = rows.flatMap(([label, ...cells]) => {
    const scores = model.predict([label, ...cells]);
    const probability = type === "BINARY" ? (label === "1" ? scores[0] : 1 - scores[0]) : scores[labels.indexOf(label)];
    return probability === undefined ? [] : [-Math.log(Math.max(probability, 1e-15))];
  });
  return { metric, loss: type === "REGRESSION" ? NaN : losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
}
