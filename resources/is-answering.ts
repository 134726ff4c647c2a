import { PredictCommand, type MachineLearningClient } from "@aws-sdk/client-machine-learning";
import { insuranceNumber } from "../features/insurance-number";
import { predictionRecord } from "../features/schema";

/**
 * Asks for predictions of the definition's examples. READY is not enough: clients of the real
 * service met PredictorNotMounted for a while after it.
 *
 * @throws Error when the endpoint answers with something that is no prediction
 */
export async function isAnswering(client: MachineLearningClient, modelId: string, url: string): Promise<boolean> {
  for (const example of insuranceNumber.examples) {
    try {
      const request = { MLModelId: modelId, Record: predictionRecord(insuranceNumber, example), PredictEndpoint: url };
      const { Prediction } = await client.send(new PredictCommand(request));
      const scores = Object.values(Prediction?.predictedScores ?? {});
      const sum = scores.reduce((total, score) => total + score, 0);
      if (scores.length === 0 || !(Math.abs(sum - 1) < 1e-3))
        throw new Error(
          `expected the endpoint of ${modelId} to give probabilities that sum to 1, got ${scores.length} that sum to ${sum}`,
        );
    } catch (error) {
      if ((error as Error).name === "PredictorNotMountedException") return false;
      throw error;
    }
  }
  return true;
}
