import type { Entity } from "./state";

/** Until another one was set (API Reference, "ScoreThreshold"). */
export const DEFAULT_SCORE_THRESHOLD = 0.5;

/** From this probability of 1 on, a binary model predicts 1. */
export const scoreThresholdOf = ({ scoreThreshold }: Entity): number =>
  scoreThreshold?.value ?? DEFAULT_SCORE_THRESHOLD;
