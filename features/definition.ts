import type { AttributeType } from "../learning/attribute";
import type { ThresholdGoal } from "../learning/threshold";

/** A row of the extract: its cells as text, by the names of their columns. */
export type Row = Record<string, string>;

/** A cell of the features file; undefined where the row has no such value. */
export type Cell = string | number | boolean | undefined;

/** One or more columns of the features file, and how they come from a row of the extract. */
export interface Feature {
  columns: { name: string; type: AttributeType }[];
  /** The columns of the extract that it reads. */
  from: string[];
  /**
   * One cell per column, given the cells under `from`, in that order.
   * @throws BadValue with a reason that does not repeat the value
   */
  compute: (cells: string[]) => Cell[];
  /** The extract's cells are taken over as they are: a column of nothing but empty ones is a mistake. */
  isPassthrough?: boolean;
  /** Of dates: their formats, where these are not those of ISO 8601. */
  dateFormats?: string[];
  /** How a number or boolean of JSON would stand in the extract, where not as others do. */
  fromJson?: (value: number | boolean) => string;
  /** A value of the extract can be told from such a cell, so a profile shows only its magnitude. */
  isRevealing?: boolean;
}

/**
 * A feature definition: how a row of the extract becomes a row of features. The features file,
 * Amazon ML's data schema and the predictor's record are all made from it, so they cannot drift
 * apart.
 */
export interface FeatureDefinition {
  /** The column to predict. BINARY trains a binary model, CATEGORICAL a multiclass one, NUMERIC a regression. */
  label: {
    name: string;
    type: "BINARY" | "CATEGORICAL" | "NUMERIC";
    /** Classes that look alike are one: blanks at the ends and forms of letters do not count. */
    normalise?: boolean;
    /** Of a NUMERIC label: a decimal comma stands in the files. */
    decimal?: ",";
    /** Of a BINARY label: the names of 1 and of 0; without `no`, all other values are 0. */
    yes?: string;
    no?: string;
    /** Of a BINARY label: the score from which on the model says 1, or what it is to be chosen for; a half without it. */
    threshold?: ThresholdGoal;
  };
  /** A column of the extract that identifies a row. It is taken over, and never learned from. */
  rowId?: string;
  features: Feature[];
  /** What separates the cells of the source's CSV, where its header does not show it: `;`, a tab, …. */
  delimiter?: string;
  /** What becomes of rows without a label; they stop a run unless it is said. */
  unlabelled?: "leave out";
  /**
   * Which rows are held out to measure the model, where not each by its own features: all or none of those with the
   * same value in a column, such as a customer's; or the newest, by a column with dates (`percent`: what the setting
   * leaves).
   */
  heldOut?: { group: string } | { after: string; percent?: number; formats?: string[] };
  /** Rows that are older than so many days before the newest one to learn from are left out. */
  cutOff?: { date: string; days: number; formats?: string[] };
  /** Classes with fewer rows are rare. Of a CATEGORICAL label only. */
  minimumExamplesPerClass?: number;
  /** What becomes of the rows of rare classes: one class `Other` of them all, or they are left out. */
  rareClasses?: "Other" | "leave out";
  /** Made-up rows, without the label: a new endpoint has to answer for them before it serves. */
  examples: Row[];
}

/** What a file under `features/definitions/` exports: `export default defineFeatures({ … })`. */
export const defineFeatures = (definition: FeatureDefinition): FeatureDefinition => definition;

/** A definition that cannot be used; the message says what was expected and in which file. */
export class DefinitionError extends Error {}

/** A value that no features can be made of. Its message must not contain the value. */
export class BadValue extends Error {}

/** The type of model that learns a label of this type. */
export const modelTypes = { BINARY: "BINARY", CATEGORICAL: "MULTICLASS", NUMERIC: "REGRESSION" } as const;
export type ModelType = (typeof modelTypes)[keyof typeof modelTypes];

/** The features, in the order of their columns in the features file. */
export const featureColumns = ({ features }: FeatureDefinition): Feature["columns"] =>
  features.flatMap(({ columns }) => columns);

/** The columns that an extract has to have. */
export function columnsRead({ label, rowId, features, heldOut, cutOff }: FeatureDefinition): string[] {
  const by = heldOut && ("group" in heldOut ? heldOut.group : heldOut.after);
  const names = [label.name, rowId, ...inputColumns({ features }), by, cutOff?.date];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** How files of rows are to be read. */
export const csvOptions = (definition: FeatureDefinition): { known: string[]; delimiter?: string } => ({
  known: columnsRead(definition),
  delimiter: definition.delimiter,
});

/** The columns that the features are computed from: what a prediction needs. */
export const inputColumns = ({ features }: Pick<FeatureDefinition, "features">): string[] => [
  ...new Set(features.flatMap(({ from }) => from)),
];

/**
 * The features of one row, as text; empty where there is no value. Numbers are written as
 * JavaScript writes them, so in every locale alike.
 * @throws BadValue
 */
export function computeCells({ features }: FeatureDefinition, row: Row): string[] {
  return features.flatMap(({ from, compute }) => compute(from.map((name) => row[name] ?? "")).map(cellText));
}

export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "boolean") return cell ? "1" : "0";
  if (cell === undefined) return "";
  return String(cell);
}
