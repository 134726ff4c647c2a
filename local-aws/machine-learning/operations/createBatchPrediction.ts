import { invalidInput } from "../invalid-input";
import { entityId, s3Url } from "../shapes";
import { createEntity } from "./createEntity";

interface Request {
  MLModelId: string;
  BatchPredictionDataSourceId: string;
  OutputUri: string;
}

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateBatchPrediction.html */
export const createBatchPrediction = createEntity<Request>(
  "BatchPrediction",
  { "MLModelId*": entityId, "BatchPredictionDataSourceId*": entityId, "OutputUri*": s3Url },
  ({ MLModelId, BatchPredictionDataSourceId, OutputUri }, state) => {
    const key = OutputUri.replace(/^s3:\/\/[^/]+\/?/, "");
    const forbidden = [":", "//", "/./", "/../"].find((part) => key.includes(part));
    if (forbidden !== undefined) throw invalidInput(`Expected no '${forbidden}' in the key of the OutputUri`);
    return state.inheritedTags(MLModelId, BatchPredictionDataSourceId);
  },
);
