import { PredictCommand, type MachineLearningClient, type Prediction } from "@aws-sdk/client-machine-learning";

/**
 * Asks for predictions of the examples. READY is not enough: clients of the real service met
 * PredictorNotMounted for a while after it.
 * @param examples records as Predict takes them
 * @throws Error when the endpoint answers with something that is no prediction
 */
export async function isAnswering(
  client: MachineLearningClient,
  modelId: string,
  url: string,
  examples: Record<string, string>[],
): Promise<boolean> {
  for (const Record of examples) {
    try {
      const { Prediction } = await client.send(
        new PredictCommand({ MLModelId: modelId, Record, PredictEndpoint: url }),
      );
      const problem = problemOf(Prediction);
      if (problem) throw new Error(`expected the endpoint of ${modelId} to give ${problem}`);
    } catch (error) {
      if ((error as Error).name === "PredictorNotMountedException") return false;
      throw error;
    }
  }
  return true;
}

// ---

/** What was expected and what came; undefined for a prediction as its kind of model gives it. */
function problemOf({ predictedValue, predictedScores = {}, details }: Prediction = {}): string | undefined {
  if (details?.PredictiveModelType === "REGRESSION")
    return Number.isFinite(predictedValue) ? undefined : `a number, got ${predictedValue}`;
  const scores = Object.values(predictedScores);
  const sum = scores.reduce((total, score) => total + score, 0);
  if (details?.PredictiveModelType === "BINARY")
    return scores.length === 1 && sum >= 0 && sum <= 1
      ? undefined
      : `one probability, got ${scores.length} that sum to ${sum}`;
  return scores.length > 0 && Math.abs(sum - 1) < 1e-3
    ? undefined
    : `probabilities that sum to 1, got ${scores.length} that sum to ${sum}`;
}
