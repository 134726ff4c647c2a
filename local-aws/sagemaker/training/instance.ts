import { setImmediate } from "node:timers/promises";
import { imageMetrics } from "../../../xgboost/metrics";
import { MAXIMIZED, type TrainingPlan } from "../../../xgboost/hyperparameters";
import { checkLibsvm, csvDelimiterOf, FileFormatError } from "./file-format";
import { Xgboost, XgboostError, type Booster, type Matrix } from "./xgboost";

/** What an instance of a training job is to do: a process of its own, as a machine of its own on AWS. */
export interface InstanceOrder {
  /** The file of XGBoost's library. */
  library: string;
  plan: TrainingPlan;
  contentType: "csv" | "libsvm";
  /** Files by channel. */
  train: string[];
  validation: string[];
  rank: number;
  instances: number;
  /** Where the others are found; the first instance has none: it makes it. */
  tracker?: Record<string, unknown>;
  /** The file for the model, which the first instance writes. */
  model: string;
}

export type Metrics = Record<string, number>;

/** What an instance tells on its way. */
export type InstanceMessage =
  | { line: string }
  | { tracker: Record<string, unknown> }
  | { metrics: Metrics }
  /** It has ended; whether there is a model. */
  | { done: { hasModel: boolean } }
  /** What the user can mend, or what XGBoost can't do. */
  | { refused: string; by: "user" | "algorithm" };

/** Where nobody listens any more, the end of the connection tells. */
const tell = (message: InstanceMessage): void => void process.send!(message, undefined, undefined, () => undefined);

/** Trains as the image does, one round after the other. */
async function train(order: InstanceOrder, isStopped: () => boolean): Promise<void> {
  const { plan, rank, instances } = order;
  const xgboost = new Xgboost(order.library);
  // Before the others are joined: else XGBoost would deal the rows of each file once more.
  const watched = readMatrices(xgboost, order);
  const [{ matrix }] = watched;
  if (instances > 1) {
    const tracker = order.tracker ?? xgboost.startTracker(instances);
    if (!order.tracker) tell({ tracker });
    xgboost.join(tracker, rank);
  }
  const own = plan.metrics.filter((metric) => Object.hasOwn(imageMetrics, metric));
  const others = plan.metrics.filter((metric) => !own.includes(metric));
  let booster = xgboost.createBooster(
    watched.map((one) => one.matrix),
    [
      ...[...Object.entries(plan.parameters), ["nthread", "1"] as const],
      ...others.map((metric) => ["eval_metric", metric] as const),
      // With metrics of the image's alone, XGBoost's own default would be computed too.
      ...(own.length > 0 && others.length === 0 ? [["disable_default_eval_metric", "1"] as const] : []),
    ],
  );
  const stopping = new EarlyStopping(plan, watched.length > 1);
  for (let round = 0; round < plan.rounds && !isStopped(); round++) {
    booster.grow(round, matrix);
    const metrics = { ...evaluate(booster, round, watched), ...evaluateOwn(booster, watched, own) };
    tell({ metrics });
    const texts = Object.entries(metrics).map(([name, value]) => `${name}:${value.toFixed(5)}`);
    tell({ line: [`[${round}]`, ...texts].join("\t") });
    if (stopping.isOver(round, metrics)) {
      booster.setAttribute("best_iteration", String(stopping.best.round));
      booster.setAttribute("best_score", String(stopping.best.value));
      booster = booster.slice(stopping.best.round + 1);
      break;
    }
    // That it is to stop, and the end of the service, are heard here.
    await setImmediate();
  }
  const isSaved = rank === 0 && (!isStopped() || plan.savesOnTermination);
  if (isSaved) booster.save(order.model);
  if (instances > 1 && !isStopped()) xgboost.leave();
  tell({ done: { hasModel: isSaved } });
}

// ---

interface Watched {
  /** `train` or `validation` */
  channel: string;
  matrix: Matrix;
}

class UserError extends Error {}

function readMatrices(xgboost: Xgboost, { train, validation, contentType, plan, instances }: InstanceOrder): Watched[] {
  const read = (channel: string, files: string[], hasWeights: boolean): Watched => {
    if (files.length === 0)
      throw new UserError(
        `No data in ${channel === "train" ? "training" : channel} channel path /opt/ml/input/data/${channel}`,
      );
    return { channel, matrix: xgboost.readMatrix(uriOf(files, contentType, hasWeights)) };
  };
  try {
    const watched = [read("train", train, plan.hasWeights)];
    // Who has no rows of the channel, of several instances, is watched without them.
    if (validation.length > 0) watched.push(read("validation", validation, false));
    for (const { channel, matrix } of watched)
      tell({ line: `${channel === "train" ? "Train" : "Validation"} matrix has ${matrix.rows} rows` });
    if (instances > 1) tell({ line: `Distributed node training with ${instances} hosts` });
    return watched;
  } catch (error) {
    if (!(error instanceof XgboostError)) throw error;
    throw new UserError(`Failed to load ${contentType} data with exception:\n${error.message}`);
  }
}

/** XGBoost reads the files itself: what it makes of a cell is not for us to say. */
function uriOf(files: string[], contentType: "csv" | "libsvm", hasWeights: boolean): string {
  if (contentType === "libsvm") {
    files.forEach(checkLibsvm);
    return `${files.join(";")}?format=libsvm`;
  }
  const [delimiter] = files.map(csvDelimiterOf);
  const weights = hasWeights ? "&weight_column=1" : "";
  return `${files.join(";")}?format=csv&label_column=0&delimiter=${delimiter}${weights}`;
}

const evaluate = (booster: Booster, round: number, watched: Watched[]): Metrics =>
  Object.fromEntries(
    booster.evaluate(
      round,
      watched.map(({ channel, matrix }) => ({ name: channel, matrix })),
    ),
  );

function evaluateOwn(booster: Booster, watched: Watched[], metrics: string[]): Metrics {
  if (metrics.length === 0) return {};
  const values = watched.flatMap(({ channel, matrix }) => {
    const [truth, predictions] = [matrix.labels, booster.predict(matrix)];
    const judged = { truth, predictions, width: predictions.length / truth.length };
    return metrics.map((metric) => [`${channel}-${metric}`, imageMetrics[metric](judged)] as const);
  });
  return Object.fromEntries(values);
}

/** As the image stops early: when the last metric of the validation rows was no better for a number of rounds. */
class EarlyStopping {
  best = { round: -1, value: NaN };
  private readonly metric: string | undefined;

  constructor(
    private readonly plan: TrainingPlan,
    hasValidation: boolean,
  ) {
    this.metric = hasValidation && plan.earlyStoppingRounds !== undefined ? plan.metrics.at(-1) : undefined;
  }

  isOver(round: number, metrics: Metrics): boolean {
    if (this.metric === undefined) return false;
    const value = metrics[`validation-${this.metric}`];
    const isBetter = MAXIMIZED.includes(this.metric) ? value > this.best.value : value < this.best.value;
    if (this.best.round < 0 || isBetter) this.best = { round, value };
    return round - this.best.round >= this.plan.earlyStoppingRounds! || round === this.plan.rounds - 1;
  }
}

/** Failures of XGBoost that the image takes for the user's (`constants/xgb_constants.py`, CUSTOMER_ERRORS). */
const usersOwn = [
  ...["label must be in", "feature_names mismatch", "preds.size() == info.labels", "only contains pos or neg samples"],
  ...[
    "base_score",
    "label must be nonnegative",
    "label must be positive",
    "should be greater equal to",
    "Input data contains",
  ],
];

process.once("message", (order: InstanceOrder) => {
  let isStopped = false;
  process.once("message", () => (isStopped = true));
  train(order, () => isStopped)
    .catch((error: Error) => {
      const isUsers =
        error instanceof UserError ||
        error instanceof FileFormatError ||
        (error instanceof XgboostError && usersOwn.some((text) => error.message.includes(text)));
      if (isUsers) tell({ refused: error.message, by: "user" });
      else tell({ refused: `XGB train call failed with exception:\n ${error.message}`, by: "algorithm" });
    })
    .finally(() => process.disconnect());
});
// Ctrl-C and systemd send these to the whole group; the service ends its instances itself.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
process.once("disconnect", () => process.exit());
