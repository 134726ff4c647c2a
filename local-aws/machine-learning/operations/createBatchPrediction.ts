import { invalidInput } from "../errors";
import { entityId, entityName, s3Url, structure } from "../shapes";
import { operation } from "./operation";

interface Request extends Record<string, unknown> {
  BatchPredictionId: string;
  MLModelId: string;
  BatchPredictionDataSourceId: string;
  OutputUri: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateBatchPrediction.html */
export const createBatchPrediction = operation<Request>(
  structure({
    "BatchPredictionId*": entityId,
    BatchPredictionName: entityName,
    "MLModelId*": entityId,
    "BatchPredictionDataSourceId*": entityId,
    "OutputUri*": s3Url,
  }),
  async (request, { state, jobs }) => {
    const key = request.OutputUri.replace(/^s3:\/\/[^/]+\/?/, "");
    const forbidden = [":", "//", "/./", "/../"].find((part) => key.includes(part));
    if (forbidden !== undefined) throw invalidInput(`Expected no '${forbidden}' in the key of the OutputUri`);
    const model = state.input("MLModel", request.MLModelId);
    const source = state.input("DataSource", request.BatchPredictionDataSourceId);
    await state.create("BatchPrediction", request.BatchPredictionId, request, { ...source.tags, ...model.tags });
    jobs.wake();
    return { BatchPredictionId: request.BatchPredictionId };
  },
);
