import { isGone, s3 } from "../cloud/clients";
import { machineLearning } from "./client";
import type { EngineResources } from "../engine-resources";
import { SERVING_SINCE } from "../../local-aws/machine-learning/serving";
import { batchResults } from "./batch-results";
import { Dataset } from "./dataset";
import { driftOf } from "./drift";
import { sumUp } from "./held-out";
import { predictAll } from "./predict-all";
import { serve } from "./serve";
import { addTags, readTags } from "./tags";

/** What of a report's inputs tells where results lie. */
interface Results {
  /** The batch prediction over the held-out rows; "" without one. */
  batchPredictionId: string;
  resultsPrefix: string;
  /** Whether each row begins with a row id. */
  hasRowId: boolean;
}

export const amazonMl: EngineResources = {
  dataset: (args) => new Dataset(args),
  serve,
  driftOf,
  predictAll,
  heldOut: {
    source(inputs) {
      const { batchPredictionId } = inputs as Results;
      return batchPredictionId === "" ? undefined : { batchPredictionId };
    },
    async read(place, bucket, inputs, type) {
      const { batchPredictionId, resultsPrefix, hasRowId } = inputs as Results;
      return sumUp(batchResults(await s3(place), bucket, resultsPrefix, batchPredictionId), type, hasRowId);
    },
  },
  servingSince: {
    read: async (place, modelId, otherwise) =>
      readTags(await machineLearning(place), modelId, "MLModel").then(
        (tags) => (tags ? tags[SERVING_SINCE] : otherwise),
        (error: Error) => (isGone(error) ? undefined : Promise.reject(error)),
      ),
    write: async (place, modelId, since) =>
      addTags(await machineLearning(place), modelId, "MLModel", { [SERVING_SINCE]: since }),
  },
};
