import { bind, type JsonService } from "../json/service";
import { invalidInput } from "./invalid-input";
import { operations } from "./operations/index";
import type { Context } from "./operations/operation";

/** Amazon Machine Learning on the wire. */
export const machineLearning = (context: Context): JsonService => ({
  name: "Amazon ML",
  signingName: "machinelearning",
  target: "AmazonML_20141212.",
  operations: bind(operations, context),
  idMembers: ["EvaluationId", "BatchPredictionId", "DataSourceId", "MLModelId", "ResourceId"],
  broken: (value, path, constraint) =>
    invalidInput(
      `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`,
    ),
});
