import { indexOfMaximum } from "../../../learning/model";
import { ApiError } from "../../json/errors";
import { invalidInput } from "../invalid-input";
import { scoreThresholdOf } from "../score-threshold";
import { structure } from "../../json/shapes";
import { entityId, text } from "../shapes";
import { operation } from "./operation";

interface Request {
  MLModelId: string;
  Record: Record<string, string>;
}

const MAX_RECORD_BYTES = 100 * 1024;

/**
 * Attributes that are left out count as empty cells; names that the model does not know are
 * ignored. Scores are float32, widened. PredictEndpoint may be there or not: Ruby does not send it.
 * https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_Predict.html
 */
export const predict = operation<Request>(
  structure({ "MLModelId*": entityId, "Record*": { type: "map", of: text }, PredictEndpoint: text }),
  ({ MLModelId, Record: record }, { state, mounted, peak }) => {
    const entity = state.get("MLModel", MLModelId);
    const model = entity.endpoint?.status === "READY" ? mounted.get(MLModelId) : undefined;
    if (!model)
      throw new ApiError(
        "PredictorNotMountedException",
        `The MLModel ${MLModelId} has no realtime endpoint that is READY`,
      );
    peak.count(MLModelId);
    const size = Object.entries(record).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
      0,
    );
    if (size > MAX_RECORD_BYTES)
      throw invalidInput(`Expected a Record of at most ${MAX_RECORD_BYTES} bytes, got ${size}`);
    const { type, attributes, labels } = model.description;
    const scores = model.predict(attributes.map(({ name }) => (Object.hasOwn(record, name) ? record[name] : "")));
    const details = { Algorithm: "SGD", PredictiveModelType: type };
    if (type === "REGRESSION") return { Prediction: { predictedValue: scores[0], details } };
    if (type === "BINARY") {
      // The one score is the probability of 1, also under the label 0.
      const predictedLabel = scores[0] >= scoreThresholdOf(entity) ? "1" : "0";
      return { Prediction: { predictedLabel, predictedScores: { [predictedLabel]: scores[0] }, details } };
    }
    const predictedScores = Object.fromEntries(labels.map((label, i) => [label, scores[i]]));
    return { Prediction: { predictedLabel: labels[indexOfMaximum(scores)], predictedScores, details } };
  },
);
