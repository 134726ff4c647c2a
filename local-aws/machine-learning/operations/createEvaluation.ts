import { entityId, entityName, structure } from "../shapes";
import { operation } from "./operation";

interface Request extends Record<string, unknown> {
  EvaluationId: string;
  MLModelId: string;
  EvaluationDataSourceId: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateEvaluation.html */
export const createEvaluation = operation<Request>(
  structure({
    "EvaluationId*": entityId,
    EvaluationName: entityName,
    "MLModelId*": entityId,
    "EvaluationDataSourceId*": entityId,
  }),
  async (request, { state, jobs }) => {
    const model = state.input("MLModel", request.MLModelId);
    const source = state.input("DataSource", request.EvaluationDataSourceId);
    // Tags are copied from what an object is made of; the model's win (Developer Guide, "Tagging").
    await state.create("Evaluation", request.EvaluationId, request, { ...source.tags, ...model.tags });
    jobs.wake();
    return { EvaluationId: request.EvaluationId };
  },
);
