import { ApiError } from "../../json/errors";
import { structure, type Shape } from "../../json/shapes";
import { any, flag, image, instanceType, name, oneOf, roleArn, s3Uri, tags, text, whole } from "../shapes";
import { transitionsTo, type TrainingJob } from "../state";
import { inputsOf, type Channel } from "../training/channels";
import { xgboostLibrary, LibraryError } from "../training/library";
import { validation } from "../validation";
import type { Collection, Tag } from "../collection";
import { listOperation, seconds } from "./list";
import { operation, type Context } from "./operation";

interface CreateRequest {
  TrainingJobName: string;
  AlgorithmSpecification?: { TrainingImage?: string; MetricDefinitions?: unknown[]; TrainingInputMode: string };
  RoleArn: string;
  InputDataConfig?: Channel[];
  OutputDataConfig: { S3OutputPath: string };
  ResourceConfig?: { InstanceType?: string; InstanceCount?: number };
  Tags?: Tag[];
}

const byName = structure({ "TrainingJobName*": name });

const channel = structure({
  "ChannelName*": { type: "string", min: 1, max: 64, pattern: /^[A-Za-z0-9.\-_]+$/ },
  "DataSource*": structure({
    S3DataSource: structure({
      "S3DataType*": oneOf("ManifestFile", "S3Prefix", "AugmentedManifestFile", "Converse"),
      "S3Uri*": s3Uri,
      S3DataDistributionType: oneOf("FullyReplicated", "ShardedByS3Key"),
      AttributeNames: any,
      InstanceGroupNames: any,
    }),
    FileSystemDataSource: any,
    DatasetSource: any,
  }),
  ContentType: { type: "string", max: 256 },
  CompressionType: oneOf("None", "Gzip"),
  RecordWrapperType: oneOf("None", "RecordIO"),
  InputMode: oneOf("Pipe", "File", "FastFile"),
  ShuffleConfig: any,
});

const members: Record<string, Shape> = {
  "TrainingJobName*": name,
  HyperParameters: { type: "map", max: 100, key: { type: "string", max: 256 }, of: { type: "string", max: 2500 } },
  AlgorithmSpecification: structure({
    TrainingImage: image,
    AlgorithmName: text,
    "TrainingInputMode*": oneOf("Pipe", "File", "FastFile"),
    MetricDefinitions: any,
    EnableSageMakerMetricsTimeSeries: flag,
    ContainerEntrypoint: any,
    ContainerArguments: any,
    TrainingImageConfig: any,
  }),
  "RoleArn*": roleArn,
  InputDataConfig: { type: "list", min: 1, max: 20, of: channel },
  "OutputDataConfig*": structure({ "S3OutputPath*": s3Uri, KmsKeyId: text, CompressionType: oneOf("GZIP", "NONE") }),
  ResourceConfig: structure({
    InstanceType: instanceType,
    InstanceCount: whole(1, Number.MAX_SAFE_INTEGER),
    "VolumeSizeInGB*": whole(1, Number.MAX_SAFE_INTEGER),
    VolumeKmsKeyId: text,
    KeepAlivePeriodInSeconds: whole(0, 21_600),
    InstanceGroups: any,
    TrainingPlanArn: any,
  }),
  StoppingCondition: structure({
    MaxRuntimeInSeconds: whole(1, 28 * 24 * 3600),
    MaxWaitTimeInSeconds: whole(1, Number.MAX_SAFE_INTEGER),
    MaxPendingTimeInSeconds: whole(7200, 2_419_200),
  }),
  Tags: tags,
  RetryStrategy: structure({ "MaximumRetryAttempts*": whole(1, 30) }),
  Environment: { type: "map", max: 100, of: text },
  ...Object.fromEntries(
    [
      ...["VpcConfig", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining"],
      ...["CheckpointConfig", "DebugHookConfig", "DebugRuleConfigurations", "TensorBoardOutputConfig"],
      ...["ExperimentConfig", "ProfilerConfig", "ProfilerRuleConfigurations", "RemoteDebugConfig", "InfraCheckConfig"],
    ].map((member) => [member, any]),
  ),
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html */
export const createTrainingJob = operation<CreateRequest>(structure(members), async (request, context) => {
  const { state, trainingJobs, now } = context;
  const { Tags = [], ...kept } = request;
  const { TrainingJobName: name } = request;
  await check(request, context);
  const at = now().getTime();
  const job = { name, tags: Tags, createdAt: at, modifiedAt: at, status: "InProgress" as const, transitions: [] };
  await state.trainingJob.create({ ...job, request: kept });
  trainingJobs.wake();
  return { TrainingJobArn: state.trainingJob.arn(name) };
});

interface ByName {
  TrainingJobName: string;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html */
export const describeTrainingJob = operation<ByName>(byName, ({ TrainingJobName }, { state }) => {
  const job = state.trainingJob.get(TrainingJobName);
  const { request, status, failureReason, artefact, metrics, transitions } = job;
  const billed = billedSeconds(job);
  return {
    ...{ ...request, TrainingJobArn: state.trainingJob.arn(job.name), TrainingJobStatus: status },
    SecondaryStatus: transitions.at(-1)?.status ?? "Starting",
    // Required in the service model; what a job under way answers, nobody has written down.
    ModelArtifacts: { S3ModelArtifacts: artefact ?? "" },
    StoppingCondition: request.StoppingCondition ?? { MaxRuntimeInSeconds: 86_400 },
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    ...times(job),
    ...(job.trainingStartedAt !== undefined && { TrainingStartTime: seconds(job.trainingStartedAt) }),
    SecondaryStatusTransitions: transitions.map((transition) => ({
      Status: transition.status,
      StartTime: seconds(transition.startedAt),
      ...(transition.endedAt !== undefined && { EndTime: seconds(transition.endedAt) }),
      StatusMessage: transition.message,
    })),
    ...(metrics && {
      FinalMetricDataList: metrics.map(({ name, value, at }) => ({
        ...{ MetricName: name, Value: value, Timestamp: seconds(at) },
      })),
    }),
    ...(billed !== undefined && { TrainingTimeInSeconds: billed, BillableTimeInSeconds: billed }),
  };
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTrainingJobs.html */
export const listTrainingJobs = listOperation("trainingJob", {
  member: "TrainingJobSummaries",
  statuses: ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"],
  defaultOrder: "Ascending",
  summary: (job: TrainingJob, jobs: Collection<TrainingJob>) => ({
    ...{ TrainingJobName: job.name, TrainingJobArn: jobs.arn(job.name), TrainingJobStatus: job.status },
    SecondaryStatus: job.transitions.at(-1)?.status ?? "Starting",
    ...times(job),
  }),
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopTrainingJob.html */
export const stopTrainingJob = operation<ByName>(byName, async ({ TrainingJobName }, { state, trainingJobs, now }) => {
  await state.trainingJob.update(TrainingJobName, (job) => {
    if (job.status === "Stopping") return job;
    if (job.status !== "InProgress")
      throw validation(`The request was rejected because the training job is in status ${job.status}.`);
    const at = now().getTime();
    const stopping = { status: "Stopping" as const, startedAt: at, message: "Stopping the training job" };
    return { ...job, status: "Stopping", modifiedAt: at, transitions: transitionsTo(job, stopping) };
  });
  trainingJobs.stop(state.trainingJob.get(TrainingJobName).name);
  return {};
});

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteTrainingJob.html */
export const deleteTrainingJob = operation<ByName>(byName, async ({ TrainingJobName }, { state }) => {
  await state.trainingJob.update(TrainingJobName, ({ status, name }) => {
    if (status === "InProgress" || status === "Stopping")
      throw new ApiError(
        "ResourceInUse",
        `The training job ${state.trainingJob.arn(name)} is ${status}: stop it first.`,
      );
    return undefined;
  });
  return {};
});

// ---

async function check(request: CreateRequest, { state, store, quotas }: Context): Promise<void> {
  const { AlgorithmSpecification: algorithm, InputDataConfig = [], ResourceConfig = {}, OutputDataConfig } = request;
  if (!/(^|[/-])xgboost/.test(algorithm?.TrainingImage ?? ""))
    throw validation(
      `Expected the image of SageMaker's XGBoost in AlgorithmSpecification.TrainingImage, such as 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5, got '${algorithm?.TrainingImage ?? ""}': the local service trains with no other.`,
    );
  if (algorithm?.MetricDefinitions)
    throw validation("You can't override the metric definitions for Amazon SageMaker algorithms");
  if (!/^s3:\/\//.test(OutputDataConfig.S3OutputPath))
    throw validation(`Expected s3://… in OutputDataConfig.S3OutputPath, got '${OutputDataConfig.S3OutputPath}'`);
  for (const { ChannelName, DataSource } of InputDataConfig)
    if (!["S3Prefix", "ManifestFile"].includes(DataSource.S3DataSource?.S3DataType ?? ""))
      throw validation(
        `Expected an S3DataSource with S3Prefix or ManifestFile in the channel ${ChannelName}: the local service reads no other.`,
      );
  const { InstanceType = "ml.m5.large", InstanceCount = 1 } = ResourceConfig;
  const used = state.trainingJob
    .list()
    .filter(({ status }) => status === "InProgress" || status === "Stopping")
    .map(({ request: { ResourceConfig: config = {} } }) => config as CreateRequest["ResourceConfig"])
    .filter((config) => (config?.InstanceType ?? "ml.m5.large") === InstanceType)
    .reduce((sum, config) => sum + (config?.InstanceCount ?? 1), 0);
  quotas.check(`${InstanceType} for training job usage`, used, InstanceCount);
  for (const one of InputDataConfig) await inputsOf(one, request.RoleArn, store);
  await xgboostLibrary().catch((error: Error) => {
    throw error instanceof LibraryError ? validation(error.message) : error;
  });
}

const times = (job: TrainingJob) => ({
  CreationTime: seconds(job.createdAt),
  LastModifiedTime: seconds(job.modifiedAt),
  ...(job.trainingEndedAt !== undefined && { TrainingEndTime: seconds(job.trainingEndedAt) }),
});

function billedSeconds({ trainingStartedAt, trainingEndedAt }: TrainingJob): number | undefined {
  if (trainingStartedAt === undefined || trainingEndedAt === undefined) return undefined;
  return Math.max(1, Math.ceil((trainingEndedAt - trainingStartedAt) / 1000));
}
