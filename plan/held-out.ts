import { rowsOfClass } from "../features/class-counter";
import type { Manifest } from "../features/manifest";
import type { HoldOut } from "../features/hold-out";
import type { Yardstick } from "./gate";
import { count, counted } from "../text/numbers";

interface Split {
  holdOut: HoldOut;
  trainingPercent: number;
}

/** How many rows are held out; about so many, where Amazon ML draws them. */
export const heldOutRows = ({ holdOut, trainingPercent }: Split, { rows, files }: Manifest): number =>
  holdOut.strategy !== "random" ? files["evaluation.csv"].rows : Math.round((rows * (100 - trainingPercent)) / 100);

/** Who is held out and why, and what each side has where it is not the rows' own content that decides. */
export function describeHoldOut({ holdOut, trainingPercent }: Split, features: Manifest): string {
  if (holdOut.strategy === "random")
    return `About ${100 - trainingPercent} % of the rows are held out, drawn anew by Amazon ML when rows change.`;
  const heldOut = `${described(features.files["evaluation.csv"].rows)} held out`;
  if (holdOut.strategy === "stable") return `${heldOut}, each by its own content: it stays so as data grow.`;
  const { groups, heldOutAfter = "" } = features;
  const why =
    holdOut.strategy === "time"
      ? `the newest by ${holdOut.after}, after ${heldOutAfter.replace(/T00:00:00.000Z$/, "")}`
      : `by ${holdOut.group}: those of ${count(groups!.evaluation)}, and of ${count(groups!.training)} to learn from, never of one on both sides`;
  return `${heldOut}, ${why}. Held out: ${side(features, "evaluation.csv")}; to learn from: ${side(features, "training.csv")}.`;
}

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

/** `30 rows, 5 classes`. */
function side({ files, classes, heldOutClasses }: Manifest, file: "training.csv" | "evaluation.csv"): string {
  const rows = counted(files[file].rows, "row");
  if (!heldOutClasses) return rows;
  const learned = Object.keys(classes).filter((label) => classes[label] > rowsOfClass(heldOutClasses, label));
  const kinds = file === "training.csv" ? learned.length : Object.keys(heldOutClasses).length;
  return `${rows}, ${counted(kinds, "class", "classes")}`;
}
