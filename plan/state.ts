import * as v from "valibot";
import type { ColumnProfile } from "../features/profile";
import { resourceType } from "./identity";

/**
 * What resources leave in the stack's state, as far as later runs read it: the state is the only record of the
 * past. The resources' outputs are typed by it, and each row is checked by it when it is read. Digests are whole
 * ones, 64 hexadecimal digits; times are ISO 8601; compute times are milliseconds.
 */
export const stateRows = {
  LocalAws: v.object({ cloud: v.string(), region: v.string(), bucket: v.string() }),

  S3Upload: v.object({
    cloud: v.string(),
    region: v.string(),
    bucket: v.string(),
    /** Where each features file lies, by its name. */
    keys: v.record(v.string(), v.string()),
    /** What the objects have to hold: the features digest, and which row is in which file. */
    digest: v.string(),
    /** The features digest alone, and the column that is predicted: for comparisons with later ones. */
    features: v.string(),
    target: v.string(),
    rows: v.number(),
    /** Rows per class, by marked keys; empty of a number to predict. */
    classes: v.record(v.string(), v.number()),
    /** What the rows are like. */
    profile: v.custom<ColumnProfile[]>(Array.isArray, "Expected a list of columns"),
  }),

  DataSource: v.object({
    /** The digests of the data set that it is a view of, and of the upload with the features. */
    dataset: v.string(),
    upload: v.string(),
    /** Amazon ML's data schema, JSON. */
    schema: v.string(),
    /** How the data set is split, as its digest sees it. */
    splitIdentity: v.string(),
    /** What it is for. */
    side: v.picklist(["training", "evaluation"]),
    status: v.optional(v.string()),
    sizeInBytes: v.optional(v.number()),
    computeMs: v.optional(v.number()),
  }),

  MLModel: v.object({
    /** The digests of its generation, and of the data set that it learned from. */
    generation: v.string(),
    dataset: v.string(),
    /** The id that it got. */
    modelId: v.string(),
    /** The name of the feature definition. */
    definition: v.string(),
    /** Who approved it and when; "" where nobody had to. */
    approvedBy: v.string(),
    /** Made-up records that its endpoint has to answer for before it serves, by marked keys. */
    examples: v.array(v.record(v.string(), v.string())),
    modelType: v.picklist(["MULTICLASS", "BINARY", "REGRESSION"]),
    /** Amazon ML's recipe, JSON; "" for the one it makes itself. */
    recipe: v.string(),
    /** Amazon ML's training parameters (`sgd.…`). */
    parameters: v.record(v.string(), v.string()),
    status: v.optional(v.string()),
    created: v.optional(v.string()),
    sizeInBytes: v.optional(v.number()),
    computeMs: v.optional(v.number()),
  }),

  Evaluation: v.object({
    generation: v.string(),
    status: v.optional(v.string()),
    /** Of a COMPLETED one. */
    metric: v.optional(v.string()),
    value: v.optional(v.number()),
    computeMs: v.optional(v.number()),
  }),

  BatchPrediction: v.object({
    generation: v.string(),
    status: v.optional(v.string()),
    /** Rows that were asked for, and those that could not be predicted. */
    records: v.optional(v.number()),
    invalid: v.optional(v.number()),
  }),

  Report: v.object({
    generation: v.string(),
    /** Under it in the bucket lie the report's files; ends in a slash. */
    prefix: v.string(),
    /** Whose run made the generation, and of which commit. */
    story: v.object({ madeBy: v.optional(v.string()), commit: v.optional(v.string()) }),
  }),

  QualityGate: v.object({ generation: v.string() }),

  RealtimeEndpoint: v.object({
    generation: v.string(),
    url: v.string(),
    /** When it began to answer. */
    mounted: v.optional(v.string()),
  }),

  Serving: v.object({
    /** Since when each generation serves, or served last. */
    servedSince: v.record(v.string(), v.string()),
    /** Each switch and how good what was switched to is, the oldest first. */
    history: v.array(
      v.object({
        generation: v.string(),
        since: v.string(),
        metric: v.string(),
        value: v.number(),
        /** The same for figures that can be compared. */
        measure: v.optional(v.string()),
      }),
    ),
  }),
};

export type RowKind = keyof typeof stateRows;

/** A row as it is read. */
export type StateRow<Kind extends RowKind> = v.InferOutput<(typeof stateRows)[Kind]>;

/** A row as it is written: no fact is left out, and one that is not known is undefined. */
export type WrittenRow<Kind extends RowKind> = {
  [Fact in keyof Required<StateRow<Kind>>]: StateRow<Kind>[Fact];
};

/** The state's resources, by URN, as the engine gives them. */
export type StateRows = Record<string, { type: string; outputs: Record<string, unknown> }>;

/**
 * The rows of a kind, in the state's order.
 *
 * @throws Error when one holds something else than our resources leave: no past is guessed
 */
export function rowsOf<Kind extends RowKind>(rows: StateRows, kind: Kind): StateRow<Kind>[] {
  return Object.entries(rows)
    .filter(([, { type }]) => type === resourceType(kind))
    .map(([urn, { outputs }]) => {
      const read = v.safeParse(stateRows[kind], outputs);
      if (read.success) return read.output;
      const [{ path, expected, received }] = read.issues;
      const fact = path?.map(({ key }) => String(key)).join(".") ?? "outputs";
      throw new Error(
        `Expected ${urn.split("::").pop()} (${kind}) of the stack's state to know its ${fact}${received === "undefined" ? ", got none" : `: expected ${expected}, got ${received}`}. \`pulumi refresh\` may mend it.`,
      );
    });
}
