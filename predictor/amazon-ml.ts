import { MachineLearningClient, PredictCommand } from "@aws-sdk/client-machine-learning";
import { statesOf, type ModelClient, type ModelClientKind } from "./model-client";

export const amazonMl: ModelClientKind = {
  regionOf: (url) => /\.machinelearning\.([^.]+)\./.exec(new URL(url).hostname)?.[1],
  create: (configuration) => clientOf(new MachineLearningClient(configuration)),
};

/** @param client is destroyed with what is made of it */
export const clientOf = (client: MachineLearningClient): ModelClient => ({
  async predict({ modelId, url }, Record, type) {
    const command = new PredictCommand({ MLModelId: modelId, Record, PredictEndpoint: url });
    const { Prediction = {} } = await client.send(command);
    const { predictedValue, predictedLabel: answer, predictedScores: scores = {} } = Prediction;
    if (type === "NUMERIC") return predictedValue!;
    if (type === "CATEGORICAL") return { scores };
    // One score, under the label that is predicted: the probability of 1.
    const [score] = Object.values(scores);
    return { scores: statesOf(score), answer };
  },
  destroy: () => client.destroy(),
});
