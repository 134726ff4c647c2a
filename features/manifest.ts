import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FeatureDefinition } from "./definition";
import type { Duplicates } from "./duplicates";
import { delimiterNames } from "./extract/csv-records";
import type { FeaturesFileFacts } from "./features-file";
import { lookAlikeWords, type LookAlike } from "./look-alikes";
import type { ColumnProfile } from "./profile";
import type { HoldOut } from "./hold-out";
import { counted } from "../text/numbers";
import { visible } from "../text/visible";

/** What is known of the features; kept beside them as `features.json`. */
export interface Manifest extends Duplicates {
  /** The features digest, 64 hexadecimal digits, and the three lines that it is made of. */
  digest: string;
  digestParts: { header: string; rows: string; sum: string };
  /** Without the header. */
  rows: number;
  /** Rows per class, the most frequent first; empty when the label is a number. */
  classes: Record<string, number>;
  columns: string[];
  profile: ColumnProfile[];
  /** Amazon ML's data schema. */
  schema: string;
  /** Of a stable split: held-out rows per class. */
  heldOutClasses?: Record<string, number>;
  /**
   * Of a label that is a number: its standard deviation among the held-out rows, or among all when it is
   * not known which these are. It is the error of always saying the mean. Six significant digits.
   */
  targetDeviation?: number;
  /** Classes under `minimumExamplesPerClass`, their rows, and what became of these. */
  rare: { classes: number; rows: number; became?: FeatureDefinition["rareClasses"] };
  /** Rows without a label, which are left out. */
  unlabelled: number;
  /** Of a BINARY label of which `yes` alone is named: the other values, if there are several, and their rows. */
  countedAsNo?: { values: number; first: [value: string, rows: number][] };
  /** What separates the cells of the extract's files. */
  delimiters: string[];
  /** Columns with values that people cannot tell apart: the label, and categories. */
  lookAlikes: { column: string; found: LookAlike[] }[];
  holdOut: HoldOut;
  /** Of the newest rows held out: after which time, ISO 8601. */
  heldOutAfter?: string;
  /** Rows that are left out as too old, and before which time they are, ISO 8601. */
  tooOld?: { rows: number; before: string };
  /** Different groups on each side, where a group is wholly on one. */
  groups?: { training: number; evaluation: number };
  /** What tells which rows are held out, where it is not their features: a digest of them, 64 hexadecimal digits. */
  heldOutDigest?: string;
  /** `features.csv`; or `training.csv` and `evaluation.csv`, when each row's content decides its side. */
  files: Record<string, FeaturesFileFacts>;
  /** Digest of all that the features were made from. */
  madeFrom: string;
}

export const manifestFile = (folder: string): string => join(folder, "features.json");

/** The manifest in a folder; undefined when there is none that can be read. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(manifestFile(folder), "utf8")) as Manifest;
  } catch {
    // None yet, or one that was cut off: the features are made anew.
    return undefined;
  }
}

/** What separates the cells, where it is not a comma: `, separated by semicolons`. */
export function separatedBy({ delimiters }: Pick<Manifest, "delimiters">): string {
  const names = delimiters.filter((sign) => sign !== ",").map((sign) => delimiterNames[sign] ?? `'${sign}'`);
  return names.length === 0
    ? ""
    : `, separated by ${names.join(" and ")}${delimiters.includes(",") ? " and commas" : ""}`;
}

/** What a person should know of the rows before paying for a model of them, in words. */
export function warnings(features: Manifest, label: string): string[] {
  const { equalRows, ambiguous, rare, unlabelled, lookAlikes, tooOld, countedAsNo } = features;
  const words: string[] = [];
  if (ambiguous.features > 0)
    words.push(
      `${counted(ambiguous.features, "example comes", "examples come")} with more than one ${label} (${counted(ambiguous.rows, "row", "rows")}): the model can be right about one of them only.`,
    );
  if (equalRows > 0)
    words.push(
      `${counted(equalRows, "row is equal to another", "rows are equal to others")}: each counts as often as it comes.`,
    );
  if (rare.classes > 0)
    words.push(
      `${counted(rare.classes, "class is", "classes are")} rare, with ${counted(rare.rows, "row", "rows")} in all: ${rare.became === "Other" ? "they are in the class Other" : "they are left out"}.`,
    );
  if (unlabelled > 0)
    words.push(
      `${counted(unlabelled, "row has", "rows have")} no ${label}: ${unlabelled === 1 ? "it is" : "they are"} left out.`,
    );
  if (tooOld && tooOld.rows > 0)
    words.push(
      `${counted(tooOld.rows, "row is", "rows are")} from before ${tooOld.before.slice(0, 10)}, and left out by the definition's cutOff.`,
    );
  if (countedAsNo) {
    const { values, first } = countedAsNo;
    const shown = first.map(([value, rows]) => `"${visible(value)}" (${counted(rows, "row")})`);
    const more = values > first.length ? ` and ${values - first.length} more` : "";
    words.push(
      `${values} values of ${label} count as no: ${shown.join(", ")}${more}. Name the one that is meant, \`no\` in the definition, to refuse others.`,
    );
  }
  for (const { column, found } of lookAlikes) words.push(lookAlikeWords(column, found, column === label)!);
  return words;
}

/** What another type of the label would give; undefined when there is nothing to say. */
export function hint({ classes }: Manifest, { name, type }: FeatureDefinition["label"]): string | undefined {
  const names = Object.keys(classes);
  if (type !== "CATEGORICAL" || names.length !== 2) return undefined;
  return `${name} has two classes: of the type BINARY, with \`yes: ${JSON.stringify(visible(names[1]))}\`, its model would have a threshold and a curve.`;
}
