import { parseBinary, parseNumber } from "./attribute";
import { ConfusionCounter } from "./confusion";
import { areaUnderCurve, macroF1, rootMeanSquaredError } from "./metrics";
import { indexOfMaximum, type Model } from "./model";
import { withTarget } from "./target";
import { TrainingError } from "./train-model";

/** The metric that Amazon ML reports for the model's type, over rows whose target is usable. */
export function evaluate(model: Model, rows: Iterable<string[]>, target: number): { name: string; value: number } {
  const { type, labels } = model.description;
  const truth: number[] = [];
  const predicted: number[] = [];
  // A class that training never saw counts as a class with F1 0.
  const confusion = new ConfusionCounter(labels);
  let scored = 0;
  for (const cells of withTarget(rows, type, target)) {
    const scores = model.predict(cells);
    const cell = cells[target];
    scored++;
    if (type === "MULTICLASS") confusion.add(cell, labels[indexOfMaximum(scores)]);
    else {
      truth.push(type === "BINARY" ? parseBinary(cell) : parseNumber(cell));
      predicted.push(scores[0]);
    }
  }
  if (scored === 0) throw new TrainingError("Expected evaluation rows with a value for the target, got none");
  if (type === "REGRESSION") return { name: "RegressionRMSE", value: rootMeanSquaredError(truth, predicted) };
  if (type === "BINARY") return { name: "BinaryAUC", value: areaUnderCurve(predicted, truth) };
  return { name: "MulticlassAvgFScore", value: macroF1(confusion.result().counts) };
}
