import type * as pulumi from "@pulumi/pulumi";
import type { ModelType } from "../features/definition";
import type { PastGeneration } from "../plan/ledger";
import type { Drift } from "../plan/run-plan";
import type { LearningSettings } from "../plan/digests";
import type { HeldOut, Predicted } from "../report/held-out";
import type { Place } from "./cloud/clients";
import type { S3Upload } from "./s3-upload";

export interface Shared {
  engine: string;
  place: Place;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  bucket: pulumi.Input<string>;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  tags: Record<string, string>;
  timeoutMinutes: number;
}

export interface DatasetArgs extends Shared {
  /** The dataset digest, and that of what is uploaded. */
  digest: string;
  uploadDigest: string;
  upload: S3Upload;
  schema: string;
  settings: LearningSettings;
}

/** A generation that is to be, as a later run will read it; its examples by marked keys. */
export type TrainArgs = Shared &
  Pick<
    PastGeneration,
    "digest" | "dataset" | "definition" | "states" | "approvedBy" | "examples" | "modelType" | "recipe" | "parameters"
  >;

export interface ProveArgs extends Shared {
  digest: string;
  model: DeclaredModel;
  /** Whether each held-out row is predicted, for the report; and whether it begins with a row id. */
  isPredicted: boolean;
  hasRowId: boolean;
}

export interface DeclaredDataset extends pulumi.Resource {
  train(args: TrainArgs, opts: pulumi.CustomResourceOptions): DeclaredModel;
  prove(args: ProveArgs, opts: pulumi.CustomResourceOptions): Proof;
}

export interface DeclaredModel extends pulumi.CustomResource {
  readonly modelId: pulumi.Output<string>;
  /** ISO 8601. */
  readonly created: pulumi.Output<string>;
  /** What its training computed, milliseconds; undefined where the service does not say. */
  readonly computeMs: pulumi.Output<number | undefined>;
  /** Of a binary model for which one was set: the score from which on its answer is 1. */
  readonly scoreThreshold?: pulumi.Output<number | undefined>;
}

/** How good a model is on rows that it did not learn from. */
export interface Proof {
  metric: pulumi.Output<string>;
  value: pulumi.Output<number>;
  /** Inputs of the report, by which `heldOut` finds what was predicted row by row. */
  predictions: Record<string, pulumi.Input<unknown>>;
}

/** A generation as it is declared, of this run or kept. */
export interface Declared extends pulumi.ComponentResource {
  readonly digest: string;
  readonly model: pulumi.CustomResource;
  readonly modelId: pulumi.Input<string>;
  /** By marked keys. */
  readonly examples: Record<string, string>[];
  /** What has to be there before it answers. */
  readonly released: pulumi.Resource[];
  /** An earlier run made it. */
  readonly isKept: boolean;
  /** What a person wants to know of it. */
  facts(): {
    metric: pulumi.Input<string> | undefined;
    metricValue: pulumi.Input<number> | undefined;
    trained: pulumi.Input<string>;
    report: pulumi.Output<string> | undefined;
  };
}

export interface Answering {
  modelId: pulumi.Output<string>;
  url: pulumi.Output<string>;
  /** The generation that answers there. */
  generation: pulumi.Output<string>;
}

export interface RowsToPredict {
  modelId: string;
  type: ModelType;
  /** A file of features without the label, its data schema, and its digest, 64 hexadecimal digits. */
  file: string;
  schema: string;
  digest: string;
}

export interface EngineResources {
  dataset(args: DatasetArgs): DeclaredDataset;
  /** Once a stack: what answers for these generations, proven; gives the one that is to serve. */
  serve(answering: Declared[], next: Declared, shared: Shared): Answering;
  /** What is otherwise with a generation that serves than the state says; undefined when nothing is. */
  driftOf(place: Place, serving: PastGeneration): Promise<Drift | undefined>;
  /**
   * Predicts many rows at once: one answer a row, in their order; `predicted` is missing of one that could not be read.
   * Undefined where the engine has nothing such.
   */
  predictAll?(
    place: Place,
    bucket: string,
    rows: RowsToPredict,
  ): AsyncIterable<{ classes: string[]; predicted?: Predicted }>;
  /** What was predicted of held-out rows, by a report's inputs. */
  heldOut: {
    /** By what it is known, to be kept beside what is read of it; undefined where nothing was predicted. */
    source(inputs: object): Record<string, string> | undefined;
    /** @throws Error when it is gone, or can't be read */
    read(place: Place, bucket: string, inputs: object, type: ModelType): Promise<HeldOut>;
  };
  /** The mark at a model that tells since when it serves, ISO 8601. */
  servingSince: {
    /** Undefined when there is no mark, or no model; `otherwise` where it may not be read. */
    read(place: Place, modelId: string, otherwise: string): Promise<string | undefined>;
    write(place: Place, modelId: string, since: string): Promise<void>;
  };
}
