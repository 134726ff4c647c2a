import { join } from "node:path";
import { bind, type JsonService, type Operation } from "../json/service";
import type { S3Store } from "../s3/store";
import type { Trouble } from "../trouble";
import { Endpoints } from "./endpoints";
import { createEndpoint, deleteEndpoint, describeEndpoint, listEndpoints, updateEndpoint } from "./operations/endpoint";
import {
  createEndpointConfig,
  deleteEndpointConfig,
  describeEndpointConfig,
  listEndpointConfigs,
} from "./operations/endpoint-config";
import { createModel, deleteModel, describeModel, listModels } from "./operations/model";
import type { Context } from "./operations/operation";
import { addTags, deleteTags, listTags } from "./operations/tags";
import {
  createTrainingJob,
  deleteTrainingJob,
  describeTrainingJob,
  listTrainingJobs,
  stopTrainingJob,
} from "./operations/training-job";
import { Quotas } from "./quotas";
import { openState } from "./state";
import { TrainingJobs } from "./training-jobs";
import { brokenConstraint } from "./validation";

export interface SageMakerOptions {
  /** How long each state of a job or an endpoint lasts at least, in milliseconds. Default 300. */
  stateMs?: number;
  /** How long a model or an endpoint configuration is not found after it was made, in milliseconds. Default 0. */
  unseenMs?: number;
  /** How long a new serverless variant is not ready, in milliseconds. Default 0. */
  coldMs?: number;
  /** Quotas by name; others are 20. */
  quotas?: Record<string, number>;
}

/** Opens what SageMaker keeps in a folder, and begins to work on it. */
export async function openSageMaker(
  folder: string,
  store: S3Store,
  {
    simultaneousJobs,
    now,
    trouble,
    ...options
  }: SageMakerOptions & {
    simultaneousJobs: number;
    now: () => Date;
    trouble?: Trouble;
  },
): Promise<Context> {
  const { stateMs = 300, unseenMs, coldMs = 0, quotas } = options;
  const state = await openState(folder, { now, unseenMs });
  const jobs = { folder: join(folder, "jobs"), simultaneous: simultaneousJobs, stateMs, now, trouble };
  const trainingJobs = new TrainingJobs(state.trainingJob, store, jobs);
  const endpoints = new Endpoints(state.endpoint, store, {
    folder: join(folder, "deployments"),
    stateMs,
    coldMs,
    now,
    trouble,
  });
  await endpoints.start();
  await trainingJobs.start();
  return { state, store, trainingJobs, endpoints, quotas: new Quotas(quotas), now };
}

/** SageMaker's control plane on the wire. */
export const sageMaker = (context: Context): JsonService => ({
  name: "SageMaker",
  signingName: "sagemaker",
  target: "SageMaker.",
  operations: bind(operations, context),
  idMembers: ["TrainingJobName", "EndpointName", "EndpointConfigName", "ModelName", "ResourceArn"],
  broken: brokenConstraint,
});

// ---

/** Operations by their wire names (service model sagemaker-2017-07-24). */
const operations: Record<string, Operation<Context>> = {
  AddTags: addTags,
  CreateEndpoint: createEndpoint,
  CreateEndpointConfig: createEndpointConfig,
  CreateModel: createModel,
  CreateTrainingJob: createTrainingJob,
  DeleteEndpoint: deleteEndpoint,
  DeleteEndpointConfig: deleteEndpointConfig,
  DeleteModel: deleteModel,
  DeleteTags: deleteTags,
  DeleteTrainingJob: deleteTrainingJob,
  DescribeEndpoint: describeEndpoint,
  DescribeEndpointConfig: describeEndpointConfig,
  DescribeModel: describeModel,
  DescribeTrainingJob: describeTrainingJob,
  ListEndpointConfigs: listEndpointConfigs,
  ListEndpoints: listEndpoints,
  ListModels: listModels,
  ListTags: listTags,
  ListTrainingJobs: listTrainingJobs,
  StopTrainingJob: stopTrainingJob,
  UpdateEndpoint: updateEndpoint,
};
