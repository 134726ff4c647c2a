import { PredictCommand, type MachineLearningClient } from "@aws-sdk/client-machine-learning";
import type { FeatureDefinition, Row } from "../features/definition";
import { predictionRecord } from "../features/schema";

/** A model that serves. */
export interface Served {
  modelId: string;
  url: string;
}

export interface Ranked {
  label: string;
  /** 0 to 1, float32. */
  probability: number;
}

/** All classes, the most likely first; or the number that a regression predicts. */
export type Answer = { ranked: Ranked[] } | { value: number };

/**
 * What the model says of a row of the extract, without the target.
 *
 * @throws BadValue when no features can be made of the row
 */
export async function predict(
  client: MachineLearningClient,
  { modelId, url }: Served,
  definition: FeatureDefinition,
  row: Row,
): Promise<Answer> {
  const request = { MLModelId: modelId, Record: predictionRecord(definition, row), PredictEndpoint: url };
  const { Prediction: { predictedValue, predictedScores = {} } = {} } = await client.send(new PredictCommand(request));
  if (definition.target.type === "NUMERIC") return { value: predictedValue! };
  const scores = Object.entries(predictedScores);
  const ranked = definition.target.type === "BINARY" ? bothStates(scores) : scores;
  return {
    ranked: ranked
      .map(([label, probability]) => ({ label, probability }))
      .sort((a, b) => b.probability - a.probability || (a.label < b.label ? -1 : 1)),
  };
}

// ---

/** A binary model gives one score, under the label that it predicts: the probability of 1. */
function bothStates([[, score]]: [string, number][]): [string, number][] {
  return [
    ["1", score],
    ["0", 1 - score],
  ];
}
