import { entityId } from "../shapes";
import { createEntity } from "./createEntity";

interface Request {
  MLModelId: string;
  EvaluationDataSourceId: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateEvaluation.html */
export const createEvaluation = createEntity<Request>(
  "Evaluation",
  { "MLModelId*": entityId, "EvaluationDataSourceId*": entityId },
  ({ MLModelId, EvaluationDataSourceId }, state) => state.inheritedTags(MLModelId, EvaluationDataSourceId),
);
