/** The limits that a new model has to keep before it serves; "" for none. */
export interface GateLimits {
  minimumF1: string;
  maximumF1Drop: string;
}

/** How good a model is. */
export interface Quality {
  metric: string;
  value: number;
}

const metricNames: Record<string, string> = {
  MulticlassAvgFScore: "macro F1",
  BinaryAUC: "AUC",
  RegressionRMSE: "root mean square error",
};

/** A metric's name, for people; Amazon ML's own where there is none. */
export const metricName = (metric: string): string => metricNames[metric] ?? metric;

/**
 * Why a model is not to serve; undefined when it may. The limits are for figures of which more is
 * better: macro F1 and AUC.
 *
 * @param before the quality of the model that serves, measured on its own held-out rows
 */
export function whyRefused(now: Quality, before: Quality | undefined, limits: GateLimits): string | undefined {
  if (now.metric === "RegressionRMSE") return undefined;
  const name = metricName(now.metric);
  const { minimumF1, maximumF1Drop } = limits;
  // A figure that is none keeps no limit.
  if (minimumF1 !== "" && !(now.value >= Number(minimumF1)))
    return `its ${name} is ${now.value.toFixed(3)}: expected at least ${minimumF1} (ml-learn:minimumF1)`;
  if (maximumF1Drop !== "" && before?.metric === now.metric && !(now.value >= before.value - Number(maximumF1Drop)))
    return `its ${name} is ${now.value.toFixed(3)}, and that of the serving model ${before.value.toFixed(3)}: expected a drop of at most ${maximumF1Drop} (ml-learn:maximumF1Drop)`;
  return undefined;
}
