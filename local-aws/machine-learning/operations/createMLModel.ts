import type { ModelType } from "../../../learning/loss";
import { parseDataSchema } from "../data-schema";
import { invalidInput } from "../invalid-input";
import { entityId, longText, modelType, s3Url, text } from "../shapes";
import { checkTarget, TargetError } from "../target-type";
import { trainingParameters } from "../training-parameters";
import { createEntity } from "./createEntity";

interface Request {
  MLModelType: ModelType;
  Parameters?: Record<string, string>;
  TrainingDataSourceId: string;
  Recipe?: string;
  RecipeUri?: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateMLModel.html */
export const createMLModel = createEntity<Request>(
  "MLModel",
  {
    "MLModelType*": modelType,
    Parameters: { type: "map", of: text },
    "TrainingDataSourceId*": entityId,
    Recipe: longText,
    RecipeUri: s3Url,
  },
  ({ MLModelType, Parameters, TrainingDataSourceId, Recipe, RecipeUri }, state) => {
    trainingParameters(Parameters ?? undefined);
    if (Recipe && RecipeUri) throw invalidInput("Expected at most one of Recipe and RecipeUri");
    const { request, tags } = state.input("DataSource", TrainingDataSourceId);
    if (request.ComputeStatistics !== true) {
      throw invalidInput(
        `The DataSource ${TrainingDataSourceId} was made without statistics: training needs ComputeStatistics`,
      );
    }
    // Of a schema in S3 the job finds out.
    const { DataSchema } = (request.DataSpec ?? request.RDSData) as { DataSchema?: string };
    if (DataSchema) checkInlineTarget(MLModelType, DataSchema);
    return tags;
  },
);

// ---

function checkInlineTarget(type: ModelType, schema: string): void {
  try {
    checkTarget(type, parseDataSchema(schema));
  } catch (error) {
    if (error instanceof TargetError) throw invalidInput(error.message);
    throw error;
  }
}
