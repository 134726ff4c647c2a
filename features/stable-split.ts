import { SEPARATOR, sha256Bytes, wordAt } from "./digest";

export type HoldOut =
  /** Amazon ML draws them when it reads the features: by their place in the file. */
  | { strategy: "random" }
  /** Each row's own features decide. */
  | { strategy: "stable"; trainingPercent: number; seed: string };

/** What the stack's settings say unless they say otherwise. */
export const DEFAULT_HOLD_OUT: HoldOut = { strategy: "stable", trainingPercent: 70, seed: "ml-learn" };

/** The hash that decides on which side a row is; rows with equal features have equal ones. */
export function sideHash(holdOut: HoldOut, features: string): string {
  return sha256Bytes(holdOut.strategy === "stable" ? `${holdOut.seed}${SEPARATOR}${features}` : features);
}

/**
 * Whether a row is learned from, given its `sideHash`: when the first 32 bits, as a share of 2^32,
 * are under the training share. So a row keeps its side as data grow, also when it is relabelled,
 * rows with equal features are never on both sides, and a larger share only adds to a smaller one.
 */
export function isForTraining(hash: string, trainingPercent: number): boolean {
  return (wordAt(hash, 0) / 2 ** 32) * 100 < trainingPercent;
}
