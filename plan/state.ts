import * as v from "valibot";
import type { ColumnProfile } from "../features/profile";
import { resourceType } from "./identity";

/**
 * What resources leave in the stack's state, whatever the engine, as far as later runs read it: the state is the
 * only record of the past. The resources' outputs are typed by it, and each row is checked by it when it is read.
 * Digests are whole ones, 64 hexadecimal digits; times are ISO 8601; compute times are milliseconds.
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
    profile: v.custom<ColumnProfile[]>(Array.isArray, "Expected a list of columns"),
  }),

  Report: v.object({
    generation: v.string(),
    /** Under it in the bucket lie the report's files; ends in a slash. */
    prefix: v.string(),
    /** Whose run made the generation, and of which commit. */
    story: v.object({ madeBy: v.optional(v.string()), commit: v.optional(v.string()) }),
  }),

  QualityGate: v.object({ generation: v.string() }),

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

/** Schemas by the kinds of the rows. */
type Schemas = Record<string, v.GenericSchema>;

/** A row as it is read; of an engine's own schemas, or of those above. */
export type StateRow<Kind extends keyof Table, Table extends Schemas = typeof stateRows> = v.InferOutput<Table[Kind]>;

/** A row as it is written: no fact is left out, and one that is not known is undefined. */
export type Written<Row> = { [Fact in keyof Required<Row>]: Row[Fact & keyof Row] };

/** The state's resources, by URN, as the engine gives them. */
export type StateRows = Record<string, { type: string; outputs: Record<string, unknown> }>;

/**
 * The rows of a kind, in the state's order.
 * @throws Error when one holds something else than our resources leave: no past is guessed
 */
export function rowsOf<Kind extends keyof Table & string, Table extends Schemas = typeof stateRows>(
  rows: StateRows,
  kind: Kind,
  schemas: Table = stateRows as Schemas as Table,
): StateRow<Kind, Table>[] {
  return Object.entries(rows)
    .filter(([, { type }]) => type === resourceType(kind))
    .map(([urn, { outputs }]) => {
      const read = v.safeParse(schemas[kind], outputs);
      if (read.success) return read.output;
      const [{ path, expected, received }] = read.issues;
      const fact = path?.map(({ key }) => String(key)).join(".") ?? "outputs";
      throw new Error(
        `Expected ${urn.split("::").pop()} (${kind}) of the stack's state to know its ${fact}${received === "undefined" ? ", got none" : `: expected ${expected}, got ${received}`}. \`pulumi refresh\` may mend it.`,
      );
    });
}
