import { PredictCommand, type MachineLearningClient } from "@aws-sdk/client-machine-learning";
import type { FeatureDefinition } from "../features/definition";
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

/**
 * All classes for a value of the definition's source, the most likely first.
 *
 * @throws BadValue when no features can be made of the value
 */
export async function predict(
  client: MachineLearningClient,
  { modelId, url }: Served,
  definition: FeatureDefinition,
  value: string,
): Promise<Ranked[]> {
  const request = { MLModelId: modelId, Record: predictionRecord(definition, value), PredictEndpoint: url };
  const { Prediction } = await client.send(new PredictCommand(request));
  const ranked = Object.entries(Prediction?.predictedScores ?? {}).map(([label, probability]) => ({
    label,
    probability,
  }));
  return ranked.sort((a, b) => b.probability - a.probability || (a.label < b.label ? -1 : 1));
}
