import type { HoldOut } from "../../../features/hold-out";

/** Which rows of which features file a data source takes. */
export interface View {
  file: string;
  /** Amazon ML's DataRearrangement, JSON; "" for all rows. */
  rearrangement: string;
}

export interface Split {
  /** What the digest of the data set sees of it. */
  identity: string;
  training: View;
  evaluation: View;
}

/**
 * `random`: Amazon ML draws the rows of one file, and the evaluation takes the complement.
 *
 * All others: the features are two files, so each data source takes the whole of one. Amazon ML's
 * own sequential split could not say where the held-out rows of one file begin: it takes whole
 * per cents only.
 */
export function splitOf(holdOut: HoldOut, trainingPercent: number, seed: string): Split {
  if (holdOut.strategy !== "random") {
    return {
      identity: JSON.stringify(holdOut),
      training: { file: "training.csv", rearrangement: "" },
      evaluation: { file: "evaluation.csv", rearrangement: "" },
    };
  }
  const rearrangement = (complement: boolean) =>
    JSON.stringify({
      splitting: {
        percentBegin: 0,
        percentEnd: trainingPercent,
        strategy: "random",
        complement,
        strategyParams: { randomSeed: seed },
      },
    });
  const file = "features.csv";
  return {
    identity: rearrangement(false),
    training: { file, rearrangement: rearrangement(false) },
    evaluation: { file, rearrangement: rearrangement(true) },
  };
}
