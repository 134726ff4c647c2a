import type { ModelType } from "../features/definition";
import { figure } from "../text/numbers";
import { areaNoise, errorNoise, isChance, macroF1Noise, noiseOfDifference } from "../learning/noise";

export interface GateLimits {
  /** Of macro F1 and AUC, of which more is better. */
  minimumF1?: number;
  maximumF1Drop?: number;
  /** Of the root mean square error; the rise is a share of the serving model's. */
  maximumError?: number;
  maximumErrorRise?: number;
}

export interface Quality {
  metric: string;
  value: number;
}

/** What a figure has to be read beside. */
export interface Yardstick {
  /** The figure of a model that knows nothing of a row; undefined when it is not known. */
  baseline?: number;
  /** Held-out rows of each class; of a regression, of all. Empty when it is not known. */
  heldOut: number[];
}

export interface GateTerms {
  limits: GateLimits;
  /** What serves, and how good it is where that can be compared; {} for the first one. */
  serving: Partial<Quality> & { generation?: string };
  /** Whether a person takes it whatever its quality is. */
  isAccepted: boolean;
  yardstick: Yardstick;
}

interface Metric {
  name: string;
  isError?: true;
  baselineName: string;
  noise: (value: number, heldOut: number[]) => number;
}

const metrics: Record<string, Metric> = {
  MulticlassAvgFScore: { name: "macro F1", baselineName: "always the largest class", noise: macroF1Noise },
  BinaryAUC: {
    name: "AUC",
    baselineName: "chance",
    noise: (value, [negatives, positives]) => areaNoise(value, positives, negatives),
  },
  RegressionRMSE: {
    name: "root mean square error",
    isError: true,
    baselineName: "always the mean",
    noise: (value, [rows]) => errorNoise(value, rows),
  },
};

export const metricOf = (modelType: ModelType): string =>
  ({ MULTICLASS: "MulticlassAvgFScore", BINARY: "BinaryAUC", REGRESSION: "RegressionRMSE" })[modelType];

/** A metric's name, for people; Amazon ML's own where there is none. */
export const metricName = (metric: string): string => metrics[metric]?.name ?? metric;

/** What the model does that knows nothing of a row. */
export const baselineName = (metric: string): string => metrics[metric]?.baselineName ?? "chance";

export const isError = (metric: string): boolean => metrics[metric]?.isError === true;

/** Half the width of a figure's 95 % interval; undefined when too little is known for one. */
export function noiseOf({ metric, value }: Quality, heldOut: number[]): number | undefined {
  const noise = heldOut.length > 0 ? metrics[metric]?.noise(value, heldOut) : undefined;
  return noise !== undefined && Number.isFinite(noise) ? noise : undefined;
}

/** Limits that a model of this metric can't be held to, and what there is in their place. */
export function misplacedLimits(metric: string, limits: GateLimits): string[] {
  const [wrong, right] = isError(metric) ? [shareLimits, errorLimits] : [errorLimits, shareLimits];
  return wrong.flatMap((name, i) =>
    limits[name] !== undefined
      ? [
          `ml-learn:${name} can't be applied to a model that is measured by its ${metricName(metric)}: expected ml-learn:${right[i]} in its place.`,
        ]
      : [],
  );
}

/** Why a model is refused by these terms; undefined when it may serve. */
export const refusalBy = ({ limits, serving, isAccepted, yardstick }: GateTerms, now: Quality): string | undefined =>
  isAccepted
    ? undefined
    : whyRefused(now, serving.metric === undefined ? undefined : (serving as Quality), limits, yardstick);

/**
 * Why a model is not to serve; undefined when it may: it keeps no limit, or is no better than one that
 * knows nothing.
 * @param before the quality of the model that serves, if the two can be compared
 */
export function whyRefused(
  now: Quality,
  before: Quality | undefined,
  limits: GateLimits,
  { baseline, heldOut }: Yardstick,
): string | undefined {
  const { metric, value } = now;
  const its = `its ${metricName(metric)} is ${figure(value)}`;
  // A figure that is none keeps no limit.
  const isWorse = (limit: number) => !(isError(metric) ? value <= limit : value >= limit);
  const [least, change] = isError(metric) ? errorLimits : shareLimits;
  const [bound, share] = [limits[least], limits[change]];
  if (bound !== undefined && isWorse(bound))
    return `${its}: expected at ${isError(metric) ? "most" : "least"} ${bound} (ml-learn:${least})`;
  if (share !== undefined && before?.metric === metric) {
    if (isWorse(isError(metric) ? before.value * (1 + share) : before.value - share)) {
      const noise = noiseOf(now, heldOut);
      return `${its}, and that of the serving model ${figure(before.value)}: expected a ${isError(metric) ? "rise" : "drop"} of at most ${share} (ml-learn:${change})${noise !== undefined && isChance(value - before.value, noise) ? `, though such a difference is within what chance does on so few held-out rows (± ${figure(noiseOfDifference(noise))})` : ""}`;
    }
  }
  if (baseline !== undefined && (isError(metric) ? !(value < baseline) : !(value > baseline)))
    return `${its}, no better than that of a model that knows nothing (${baselineName(metric)}: ${figure(baseline)})`;
  return undefined;
}

// ---

/** A bound, and how much worse than what serves a model may be. */
const shareLimits: [keyof GateLimits, keyof GateLimits] = ["minimumF1", "maximumF1Drop"];
const errorLimits: [keyof GateLimits, keyof GateLimits] = ["maximumError", "maximumErrorRise"];

/** The limits that a model was held to, for people; the second one needs something to compare it with. */
export const limitsHeld = ({ metric }: Quality, before: Quality | undefined, limits: GateLimits): string[] =>
  (isError(metric) ? errorLimits : shareLimits)
    .slice(0, before?.metric === metric ? 2 : 1)
    .filter((name) => limits[name] !== undefined)
    .map((name) => `${name} ${limits[name]}`);
