import * as v from "valibot";
import type { StateRow, Written } from "../../state";

/** What Amazon ML's resources leave in the state, as far as later runs read it (as in `plan/state.ts`). */
export const amazonMlRows = {
  DataSource: v.object({
    /** The digests of the data set that it is a view of, and of the upload with the features. */
    dataset: v.string(),
    upload: v.string(),
    /** Amazon ML's data schema, JSON. */
    schema: v.string(),
    /** How the data set is split, as its digest sees it. */
    splitIdentity: v.string(),
    side: v.picklist(["training", "evaluation"]),
    status: v.optional(v.string()),
    sizeInBytes: v.optional(v.number()),
    computeMs: v.optional(v.number()),
  }),

  MLModel: v.object({
    /** The digests of its generation, and of the data set that it learned from. */
    generation: v.string(),
    dataset: v.string(),
    modelId: v.string(),
    definition: v.string(),
    /** What 1 and 0 of a BINARY label are called, where they have names. */
    states: v.optional(v.object({ "1": v.string(), "0": v.string() })),
    /** Who approved it and when; "" where nobody had to. */
    approvedBy: v.string(),
    /** Made-up records that its endpoint has to answer for before it serves, by marked keys. */
    examples: v.array(v.record(v.string(), v.string())),
    modelType: v.picklist(["MULTICLASS", "BINARY", "REGRESSION"]),
    /** Amazon ML's recipe, JSON; "" for the one it makes itself. */
    recipe: v.string(),
    /** Amazon ML's training parameters (`sgd.…`), and what the threshold is to be good for. */
    parameters: v.record(v.string(), v.string()),
    status: v.optional(v.string()),
    created: v.optional(v.string()),
    sizeInBytes: v.optional(v.number()),
    computeMs: v.optional(v.number()),
    /** Of a binary one for which one was set: the score from which on it says 1. */
    scoreThreshold: v.optional(v.number()),
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

  RealtimeEndpoint: v.object({
    generation: v.string(),
    url: v.string(),
    /** When it began to answer. */
    mounted: v.optional(v.string()),
  }),
};

export type AmazonMlKind = keyof typeof amazonMlRows;
export type AmazonMlRow<Kind extends AmazonMlKind> = StateRow<Kind, typeof amazonMlRows>;
export type WrittenAmazonMlRow<Kind extends AmazonMlKind> = Written<AmazonMlRow<Kind>>;
