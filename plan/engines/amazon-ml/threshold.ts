import type { ThresholdGoal } from "../../../learning/threshold";

/** Beside the service's own training parameters (`sgd.…`): how the threshold of a binary model comes about. */
export const SCORE_THRESHOLD = "scoreThreshold";

/** `F1`, `precision 0.9`, `recall 0.9` or `0.35`. */
export function goalText(goal: ThresholdGoal): string {
  if (typeof goal !== "object") return String(goal);
  const [[name, share]] = Object.entries<number>(goal);
  return `${name} ${share}`;
}

/** The goal among parameters; undefined where there is none. */
export function goalOf({ [SCORE_THRESHOLD]: text }: Record<string, string>): ThresholdGoal | undefined {
  if (text === undefined || text === "F1") return text;
  const [name, share] = text.split(" ");
  return share === undefined ? Number(name) : ({ [name]: Number(share) } as ThresholdGoal);
}

/** Whether the goal among parameters is to be served by a threshold that has yet to be found. */
export const isToBeChosen = (parameters: Record<string, string>): boolean => {
  const goal = goalOf(parameters);
  return goal !== undefined && typeof goal !== "number";
};

/** Those that the service is told of in training. */
export const trainingParametersOf = ({
  [SCORE_THRESHOLD]: _,
  ...parameters
}: Record<string, string>): Record<string, string> => parameters;
