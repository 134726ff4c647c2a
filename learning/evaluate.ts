import { parseBinary, parseNumber } from "./attribute";
import { areaUnderCurve, macroF1, rootMeanSquaredError } from "./metrics";
import { indexOfMaximum, type Model } from "./model";
import { withTarget } from "./target";
import { TrainingError } from "./train-model";

/** The metric that Amazon ML reports for the model's type, over rows whose target is usable. */
export function evaluate(model: Model, rows: Iterable<string[]>, target: number): { name: string; value: number } {
  const { type, labels } = model.description;
  const classes = new Map(labels.map((label, index) => [label, index]));
  const truth: number[] = [];
  const predicted: number[] = [];
  for (const cells of withTarget(rows, type, target)) {
    const scores = model.predict(cells);
    const cell = cells[target];
    // A class that training never saw counts as a class with F1 0.
    if (type === "MULTICLASS" && !classes.has(cell)) classes.set(cell, classes.size);
    truth.push(type === "MULTICLASS" ? classes.get(cell)! : type === "BINARY" ? parseBinary(cell) : parseNumber(cell));
    predicted.push(type === "MULTICLASS" ? indexOfMaximum(scores) : scores[0]);
  }
  if (truth.length === 0) throw new TrainingError("Expected evaluation rows with a value for the target, got none");
  if (type === "REGRESSION") return { name: "RegressionRMSE", value: rootMeanSquaredError(truth, predicted) };
  if (type === "BINARY") return { name: "BinaryAUC", value: areaUnderCurve(predicted, truth) };
  const confusion = Array.from(classes, () => new Array<number>(classes.size).fill(0));
  truth.forEach((label, i) => confusion[label][predicted[i]]++);
  return { name: "MulticlassAvgFScore", value: macroF1(confusion) };
}
