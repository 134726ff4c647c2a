import type { HoldOut } from "../../features/hold-out";
import type { AttributeType } from "../../learning/attribute";
import type { ThresholdGoal } from "../../learning/threshold";
import type { Layout } from "../../features/layout";
import type { Manifest } from "../../features/manifest";
import type { Setting } from "../../settings/kinds";
import type { Decision } from "../decision";
import type { Ledger, PastDataset, PastGeneration } from "../ledger";
import type { StackPlace } from "../place";
import type { Statement } from "../policy";
import type { StateRows } from "../state";

/** The pure half of what learns: all that a preview has to know of it. It asks nobody. */
export interface Engine {
  /** What `ml-learn:engine` calls it. */
  name: string;
  regions: readonly string[];
  splits: readonly ("stable" | "random")[];
  /** Its own keys of the configuration, beside those of every engine. */
  settings: Record<string, Setting>;
  /**
   * How it learns from these data.
   * @throws Error when it can't learn from them as it is told to
   */
  learning(values: object, data: TrainingData): Learning;
  layout: Layout;
  /** What the dataset digest sees of how rows are held out. */
  splitIdentity(holdOut: HoldOut, trainingPercent: number, seed: string): string;
  /** The kinds of rows that its data sets and its generations leave in the state, in the order in which they are made. */
  kinds: { dataset: readonly string[]; generation: readonly string[] };
  read(rows: StateRows): EnginePast;
  /** What a generation lacks of a whole one, in words; undefined when it is whole. */
  whatIsMissing(
    generation: Pick<PastGeneration, "isTrained" | "quality">,
    dataset: PastDataset | undefined,
    areFeaturesThere: boolean,
  ): string | undefined;
  /** What a run does that lacks something, in order; what steps cost is charged by `rates`. */
  steps(run: EngineRun): Step[];
  rates: Record<string, Rate>;
  /** What goes on while generations answer. */
  upkeep: {
    /** US dollars a month, by the sizes of the models that answer. */
    monthly(answering: Pick<PastGeneration, "sizeInBytes">[]): number;
    /** How it comes about. */
    words: string;
  };
  /** What policies have to allow for it: of the bucket, of the identity that runs the program, and of clients. */
  policies: Record<"bucket" | "runner" | "predictor", (place: StackPlace) => Statement[]>;
}

export interface TrainingData {
  /** What the threshold of a binary model is to be, or to be good for. */
  threshold?: ThresholdGoal;
  /** Rows to learn from. */
  rows: number;
  /** Columns to learn from: without the label and the row id. */
  inputs: { name: string; type: AttributeType }[];
}

export interface Learning {
  /** What the generation digest sees of it; a recipe of "" is the service's own. */
  recipe: string;
  parameters: Record<string, string>;
  /** Names of parameters that nobody has set, and that may be others for other data or another version. */
  defaults: string[];
}

/** A part of what a run does: `train 1 model`. */
export interface Step {
  verb: string;
  noun: string;
  count: number;
  /** In place of count and noun: `1.4 MB`. */
  detail?: string;
  /** A model is trained by it. */
  isTraining?: true;
  /** What it costs, by the name of a rate; `isAssumed` where nothing is known of earlier ones. */
  charge?: { rate: string; quantity: number; isAssumed?: true };
}

/** What something that a run does is charged by. */
export interface Rate {
  /** US dollars for one. */
  price: number;
  /** `0.40 compute hours at $0.42 (…)`, of what is charged; `isAssumed` where nothing is known of earlier ones. */
  describe: (quantity: number, isAssumed: boolean) => string;
  /** The quantity is hours that a run takes. */
  isTime?: true;
}

/** An engine's own part of the ledger. */
export interface EnginePast {
  datasets: PastDataset[];
  generations: Omit<PastGeneration, "engine" | "missing" | "reportPrefix" | "maker" | "isReleased">[];
  /** Digests of all generations of which it has something. */
  left: string[];
}

export interface EngineRun {
  ledger: Ledger;
  decision: Decision;
  /** The digests of the generation of the data at hand, and of its data set. */
  generation: string;
  dataset: string;
  features: Manifest;
  parameters: Record<string, string>;
  /** How many rows are held out; and so many again, if they are to be predicted. */
  heldOutRows: number;
  predictedRows: number;
  /** What new jobs and models are taken to be like. */
  compared: PastGeneration | undefined;
}
