import type { Manifest } from "../features/manifest";
import type { Extract } from "../features/extract/source";
import type { HoldOut } from "../features/stable-split";
import { shortDigest } from "./identity";

/** The features of a run in words, and which rows of them are held out. */
export function describeFeatures(
  { digest, rows, classes, columns, files }: Manifest,
  target: string,
  extract: Extract,
  { holdOut, trainingPercent }: { holdOut: HoldOut; trainingPercent: number },
): string {
  const count = (value: number) => value.toLocaleString("en");
  const classCount = Object.keys(classes).length;
  const heldOut =
    holdOut.strategy === "stable"
      ? `${count(files["evaluation.csv"].rows)} rows are held out, each by its own content: it stays so as data grow.`
      : `About ${100 - trainingPercent} % of the rows are held out, drawn anew by Amazon ML when rows change.`;
  return [
    `Features ${shortDigest(digest)} of ${extract.words}.`,
    `${count(rows)} rows, ${classCount > 0 ? `${count(classCount)} classes of ${target}` : `numbers as ${target}`}, ${count(columns.length)} columns. ${heldOut}`,
  ].join("\n");
}
