/** From this probability of 1 on, a binary model predicts 1 (API Reference, "ScoreThreshold"). */
export const DEFAULT_SCORE_THRESHOLD = 0.5;
