import { rowsOfClass } from "../features/class-counter";
import type { Manifest } from "../features/manifest";
import type { HoldOut } from "../features/stable-split";
import type { Yardstick } from "./gate";
import { count } from "../text/numbers";

interface Split {
  holdOut: HoldOut;
  trainingPercent: number;
}

/** How many rows are held out; about so many, where Amazon ML draws them. */
export const heldOutRows = ({ holdOut, trainingPercent }: Split, { rows, files }: Manifest): number =>
  holdOut.strategy === "stable" ? files["evaluation.csv"].rows : Math.round((rows * (100 - trainingPercent)) / 100);

export const describeHoldOut = ({ holdOut, trainingPercent }: Split, { files }: Manifest): string =>
  holdOut.strategy === "stable"
    ? `${described(files["evaluation.csv"].rows)} held out, each by its own content: it stays so as data grow.`
    : `About ${100 - trainingPercent} % of the rows are held out, drawn anew by Amazon ML when rows change.`;

/** What the figure of a model of these features has to be read beside. */
export function yardstickOf(modelType: string, split: Split, features: Manifest): Yardstick {
  const { classes, heldOutClasses, targetDeviation } = features;
  if (modelType === "REGRESSION")
    return {
      ...(targetDeviation !== undefined && { baseline: targetDeviation }),
      heldOut: [heldOutRows(split, features)],
    };
  const drawn = (rows: number) => Math.round((rows * (100 - split.trainingPercent)) / 100);
  const rowsOf = (label: string) => (heldOutClasses ? rowsOfClass(heldOutClasses, label) : drawn(classes[label]));
  if (modelType === "BINARY") return { baseline: 0.5, heldOut: ["0", "1"].map(rowsOf) };
  const heldOut = Object.keys(classes).map(rowsOf);
  const total = heldOut.reduce((sum, rows) => sum + rows, 0);
  const largest = rowsOf(Object.keys(classes).reduce((best, label) => (classes[label] > classes[best] ? label : best)));
  const kinds = heldOut.filter((rows) => rows > 0).length;
  // Of always saying the largest class: its F1, of precision largest / total and recall 1, over all classes.
  return { ...(kinds > 0 && { baseline: (2 * largest) / (total + largest) / kinds }), heldOut };
}

// ---

const described = (rows: number): string => (rows === 1 ? "1 row is" : `${count(rows)} rows are`);
