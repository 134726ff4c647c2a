import type { AttributeType } from "./schema";

/** A cell of the features file: a number or text; undefined where the row has no such value. */
export type Cell = string | number | undefined;

/**
 * A feature definition: how a row of the extract becomes a row of features. The features file,
 * Amazon ML's data schema and the predictor's record are all made from it, so they cannot drift
 * apart.
 */
export interface FeatureDefinition {
  /** Kebab-case; its file is `features/<name>.ts`. */
  name: string;
  /** The column of the extract that is to be predicted; it keeps its name. */
  target: { name: string; type: Extract<AttributeType, "BINARY" | "CATEGORICAL" | "NUMERIC"> };
  /** The column of the extract that the features are computed from. */
  source: string;
  /** The features, in the order of their columns. */
  columns: { name: string; type: AttributeType }[];
  /**
   * One cell per column.
   *
   * @throws BadValue with a reason that does not repeat the value
   */
  compute: (value: string) => Cell[];
  /** Made-up values of the source: a new endpoint has to answer for them before it serves. */
  examples: string[];
}

/** A value that no features can be made of. Its message must not contain the value. */
export class BadValue extends Error {}
