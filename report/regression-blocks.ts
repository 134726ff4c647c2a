import type { ErrorBin } from "../learning/error-bins";
import { heading, paragraph, table, type Block } from "./blocks";
import { figure, count } from "../text/numbers";

/** Where a regression errs: its errors by what it predicted. */
export const regressionBlocks = (bins: ErrorBin[]): Block[] => [
  heading("Errors"),
  paragraph(
    "How far the truth lies above the prediction, in the mean, by what was predicted; the bars are the standard deviation. Points off the line: such predictions are too low (above it) or too high (below it).",
  ),
  {
    kind: "points",
    chart: {
      caption: "Errors by prediction",
      x: "predicted",
      y: "truth above the prediction",
      line: "zero",
      points: bins.map(({ predicted: x, error: y, rootMeanSquare }) => ({
        x,
        y,
        spread: Math.sqrt(Math.max(0, rootMeanSquare ** 2 - y ** 2)),
      })),
    },
  },
  table(
    "By prediction",
    ["predicted#", "rows#", "mean error#", "root mean square error#"],
    bins.map(({ predicted, rows, error, rootMeanSquare }) => [
      figure(predicted),
      count(rows),
      figure(error),
      figure(rootMeanSquare),
    ]),
  ),
];
