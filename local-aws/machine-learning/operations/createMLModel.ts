import { invalidInput } from "../errors";
import { entityId, entityName, longText, modelType, s3Url, structure, text } from "../shapes";
import { trainingParameters } from "../training-parameters";
import { operation } from "./operation";

interface Request extends Record<string, unknown> {
  MLModelId: string;
  Parameters?: Record<string, string>;
  TrainingDataSourceId: string;
  Recipe?: string;
  RecipeUri?: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateMLModel.html */
export const createMLModel = operation<Request>(
  structure({
    "MLModelId*": entityId,
    MLModelName: entityName,
    "MLModelType*": modelType,
    Parameters: { type: "map", of: text },
    "TrainingDataSourceId*": entityId,
    Recipe: longText,
    RecipeUri: s3Url,
  }),
  async (request, { state, jobs }) => {
    const { MLModelId, Parameters, TrainingDataSourceId, Recipe, RecipeUri } = request;
    trainingParameters(Parameters ?? undefined);
    if (Recipe && RecipeUri) throw invalidInput("Expected at most one of Recipe and RecipeUri");
    const source = state.input("DataSource", TrainingDataSourceId);
    if (source.request.ComputeStatistics !== true) {
      throw invalidInput(
        `The DataSource ${TrainingDataSourceId} was made without statistics: training needs ComputeStatistics`,
      );
    }
    await state.create("MLModel", MLModelId, request, source.tags);
    jobs.wake();
    return { MLModelId };
  },
);
