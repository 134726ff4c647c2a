/** A hyperparameter that the image refuses, in its words. */
export class HyperparameterError extends Error {}

/** Hyperparameters that the image takes: what XGBoost is told, and what the image itself does with the others. */
export interface TrainingPlan {
  rounds: number;
  /** For XGBoost; `eval_metric` is in `metrics`. */
  parameters: Record<string, string>;
  metrics: string[];
  earlyStoppingRounds?: number;
  /** Whether the second column has the rows' weights. */
  hasWeights: boolean;
  savesOnTermination: boolean;
}

/**
 * Checks hyperparameters as the built-in XGBoost image does when its job begins.
 * Source: aws/sagemaker-xgboost-container, `algorithm_mode/hyperparameter_validation.py`.
 * @throws HyperparameterError
 */
export function readHyperparameters(given: Record<string, string>): TrainingPlan {
  for (const [name, text] of Object.entries(given)) {
    if (!Object.hasOwn(ranges, name)) throw new HyperparameterError(`Extraneous hyperparameter found: ${name}`);
    const range = ranges[name];
    const values = range.isList ? text.split(",").map((item) => item.trim()) : [text];
    for (const value of values) check(name, value, range);
  }
  if (given.num_round === undefined) throw new HyperparameterError("Missing required hyperparameter: num_round");
  checkTogether(given);
  const {
    num_round,
    csv_weights,
    early_stopping_rounds,
    eval_metric,
    _tuning_objective_metric,
    save_model_on_termination,
  } = given;
  const tuned = _tuning_objective_metric?.split(":")[1].split(",") ?? [];
  const evaluated = eval_metric?.split(",").map((metric) => metric.trim()) ?? [];
  return {
    rounds: Number(num_round),
    parameters: Object.fromEntries(Object.entries(given).filter(([name]) => !ownNames.includes(name))),
    // As the image does it, so that all hosts have one order.
    metrics: tuned.length > 0 ? [...new Set([...tuned, ...evaluated])].sort() : evaluated,
    ...(early_stopping_rounds !== undefined && { earlyStoppingRounds: Number(early_stopping_rounds) }),
    hasWeights: csv_weights === "1",
    savesOnTermination: save_model_on_termination === "true",
  };
}

/** Metrics of which more is better; early stopping has to know. */
export const MAXIMIZED: readonly string[] = [
  ...["accuracy", "auc", "aucpr", "balanced_accuracy", "f1", "f1_binary", "f1_macro", "map", "ndcg"],
  ...["precision", "precision_macro", "precision_micro", "r2", "recall", "recall_macro", "recall_micro"],
];

// ---

interface Range {
  /** Absent for a text that only XGBoost reads. */
  number?: "whole" | "any";
  least?: number;
  most?: number;
  /** Whether the bounds themselves are left out. */
  isOpen?: { least?: true; most?: true };
  oneOf?: readonly string[];
  isList?: true;
}

const MINIMIZED = [
  ...["aft-nloglik", "cox-nloglik", "error", "gamma-deviance", "gamma-nloglik", "interval-regression-accuracy"],
  ...[
    "logloss",
    "mae",
    "mape",
    "merror",
    "mlogloss",
    "mphe",
    "mse",
    "poisson-nloglik",
    "rmse",
    "rmsle",
    "tweedie-nloglik",
  ],
];

const OBJECTIVES = [
  ...["binary:logistic", "binary:logitraw", "binary:hinge", "count:poisson", "multi:softmax", "multi:softprob"],
  ...["rank:pairwise", "rank:ndcg", "rank:map", "reg:linear", "reg:squarederror", "reg:logistic", "reg:gamma"],
  ...["reg:pseudohubererror", "reg:squaredlogerror", "reg:tweedie", "survival:aft", "survival:cox"],
];

const whole = (least?: number, most?: number): Range => ({ number: "whole", least, most });
const real = (least?: number, most?: number): Range => ({ number: "any", least, most });
const above = (least: number, most?: number): Range => ({ ...real(least, most), isOpen: { least: true } });
const oneOf = (...oneOf: string[]): Range => ({ oneOf });
const flag = whole(0, 1);
const share = above(0, 1);

const ranges: Record<string, Range> = {
  num_round: whole(1),
  csv_weights: flag,
  early_stopping_rounds: whole(1),
  booster: oneOf("gbtree", "gblinear", "dart"),
  verbosity: whole(0, 3),
  nthread: whole(1),
  eta: real(0, 1),
  gamma: real(0),
  max_depth: whole(0),
  min_child_weight: real(0),
  max_delta_step: real(0),
  subsample: share,
  colsample_bytree: share,
  colsample_bylevel: share,
  colsample_bynode: share,
  lambda: real(0),
  alpha: real(0),
  tree_method: oneOf("auto", "exact", "approx", "hist", "gpu_hist"),
  sketch_eps: { ...above(0, 1), isOpen: { least: true, most: true } },
  scale_pos_weight: above(0),
  updater: {
    oneOf: [
      ...["grow_colmaker", "distcol", "grow_histmaker", "grow_local_histmaker", "grow_skmaker", "sync", "refresh"],
      ...["prune", "shotgun", "coord_descent", "grow_quantile_histmaker"],
    ],
    isList: true,
  },
  dsplit: oneOf("row", "col"),
  refresh_leaf: flag,
  process_type: oneOf("default", "update"),
  grow_policy: oneOf("depthwise", "lossguide"),
  max_leaves: whole(0),
  max_bin: whole(0),
  predictor: oneOf("auto", "cpu_predictor", "gpu_predictor"),
  monotone_constraints: {},
  interaction_constraints: {},
  sample_type: oneOf("uniform", "weighted"),
  normalize_type: oneOf("tree", "forest"),
  rate_drop: real(0, 1),
  one_drop: flag,
  skip_drop: real(0, 1),
  lambda_bias: real(0, 1),
  tweedie_variance_power: { ...real(1, 2), isOpen: { least: true, most: true } },
  objective: oneOf(...OBJECTIVES),
  num_class: whole(2),
  base_score: real(0),
  _kfold: whole(2),
  _num_cv_round: whole(1),
  _tuning_objective_metric: oneOf(...[...MAXIMIZED, ...MINIMIZED].map((metric) => `validation:${metric}`)),
  eval_metric: { oneOf: [...MAXIMIZED, ...MINIMIZED], isList: true },
  seed: { ...whole(-(2 ** 31), 2 ** 31 - 1), isOpen: { least: true, most: true } },
  num_parallel_tree: whole(1),
  save_model_on_termination: oneOf("true", "false"),
  aft_loss_distribution: oneOf("normal", "logistic", "extreme"),
  aft_loss_distribution_scale: above(0),
  deterministic_histogram: oneOf("true", "false"),
  sampling_method: oneOf("uniform", "gradient_based"),
  prob_buffer_row: { ...above(1), isOpen: { least: true } },
  use_dask_gpu_training: oneOf("true", "false"),
};

/** Those that the image keeps to itself; threads are the service's matter. */
const ownNames = [
  ...["num_round", "csv_weights", "early_stopping_rounds", "eval_metric", "_tuning_objective_metric", "_kfold"],
  ...["_num_cv_round", "save_model_on_termination", "use_dask_gpu_training", "nthread"],
];

function check(name: string, value: string, { number, least, most, isOpen, oneOf }: Range): void {
  if (oneOf) {
    const isThreshold = name === "eval_metric" && /^(error|ndcg|map)@-?[\d.]+-?$/.test(value);
    if (!oneOf.includes(value) && !isThreshold)
      throw new HyperparameterError(
        `Hyperparameter ${name}: ${value} is not in [${oneOf.map((one) => `'${one}'`).join(", ")}]`,
      );
    return;
  }
  if (!number) return;
  const parsed = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : NaN;
  if (Number.isNaN(parsed) || (number === "whole" && !/^\s*[-+]?\d+\s*$/.test(value)))
    throw new HyperparameterError(`Hyperparameter ${name}: could not parse value`);
  const isLow = least !== undefined && (isOpen?.least ? parsed <= least : parsed < least);
  const isHigh = most !== undefined && (isOpen?.most ? parsed >= most : parsed > most);
  if (isLow || isHigh) {
    const from = least === undefined ? "(-inf" : `${isOpen?.least ? "(" : "["}${least}`;
    const to = most === undefined ? "+inf)" : `${most}${isOpen?.most ? ")" : "]"}`;
    throw new HyperparameterError(`Hyperparameter ${name}: ${value.trim()} is not in ${from}, ${to}`);
  }
}

function checkTogether({
  objective,
  num_class,
  eval_metric = "",
  tree_method,
  ...given
}: Record<string, string>): void {
  if (objective?.startsWith("multi:") && num_class === undefined)
    throw new HyperparameterError("Require input for parameter 'num_class' for multi-classification");
  if (objective === undefined && num_class !== undefined)
    throw new HyperparameterError(
      "Do not need to setup parameter 'num_class' for learning task other than multi-classification.",
    );
  if (eval_metric.split(",").includes("auc") && !/^(binary|rank):/.test(objective ?? ""))
    throw new HyperparameterError("Metric 'auc' can only be applied for classification and ranking problems.");
  if (given.monotone_constraints !== undefined && !["exact", "hist"].includes(tree_method))
    throw new HyperparameterError(
      "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'.",
    );
}
