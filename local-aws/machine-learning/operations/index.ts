import { createBatchPrediction } from "./createBatchPrediction";
import { createDataSourceFromRds, createDataSourceFromRedshift } from "./createDataSourceFromDatabase";
import { createDataSourceFromS3 } from "./createDataSourceFromS3";
import { createEvaluation } from "./createEvaluation";
import { createMLModel } from "./createMLModel";
import { createRealtimeEndpoint } from "./createRealtimeEndpoint";
import { deleteEntity } from "./deleteEntity";
import { deleteRealtimeEndpoint } from "./deleteRealtimeEndpoint";
import { describeEntities } from "./describeEntities";
import { getEntity } from "./getEntity";
import type { Operation } from "./operation";
import { predict } from "./predict";
import { addTags, deleteTags, describeTags } from "./tags";
import { updateEntity } from "./updateEntity";

/** Amazon ML's 28 operations by their wire names (service model machinelearning-2014-12-12). */
export const operations: Record<string, Operation> = {
  AddTags: addTags,
  CreateBatchPrediction: createBatchPrediction,
  CreateDataSourceFromRDS: createDataSourceFromRds,
  CreateDataSourceFromRedshift: createDataSourceFromRedshift,
  CreateDataSourceFromS3: createDataSourceFromS3,
  CreateEvaluation: createEvaluation,
  CreateMLModel: createMLModel,
  CreateRealtimeEndpoint: createRealtimeEndpoint,
  DeleteBatchPrediction: deleteEntity("BatchPrediction"),
  DeleteDataSource: deleteEntity("DataSource"),
  DeleteEvaluation: deleteEntity("Evaluation"),
  DeleteMLModel: deleteEntity("MLModel"),
  DeleteRealtimeEndpoint: deleteRealtimeEndpoint,
  DeleteTags: deleteTags,
  DescribeBatchPredictions: describeEntities("BatchPrediction"),
  DescribeDataSources: describeEntities("DataSource"),
  DescribeEvaluations: describeEntities("Evaluation"),
  DescribeMLModels: describeEntities("MLModel"),
  DescribeTags: describeTags,
  GetBatchPrediction: getEntity("BatchPrediction"),
  GetDataSource: getEntity("DataSource"),
  GetEvaluation: getEntity("Evaluation"),
  GetMLModel: getEntity("MLModel"),
  Predict: predict,
  UpdateBatchPrediction: updateEntity("BatchPrediction"),
  UpdateDataSource: updateEntity("DataSource"),
  UpdateEvaluation: updateEntity("Evaluation"),
  UpdateMLModel: updateEntity("MLModel"),
};
