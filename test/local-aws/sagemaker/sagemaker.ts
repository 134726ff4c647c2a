import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  type CreateTrainingJobCommandInput,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { randomFrom } from "../../../learning/random";
import { createLocalAws } from "../../../local-aws/server";
import type { SageMakerOptions } from "../../../local-aws/sagemaker/service";
import { credentials, TestLocalAws } from "../local-aws";

export const RoleArn = "arn:aws:iam::123456789012:role/learner";
export const TrainingImage = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";

/** Rows `label,a,b`; the label is 1 where a is greater than b, or the other way round. */
export function rows(count: number, seed: number, isReversed = false): string {
  const random = randomFrom(seed);
  const pairs = Array.from({ length: count }, () => [random(), random()]);
  return pairs.map(([a, b]) => `${a > b !== isReversed ? 1 : 0},${a},${b}`).join("\n");
}

/** A local AWS with clients of SageMaker, whose states last no time. */
export class TestSageMaker extends TestLocalAws {
  sageMaker!: SageMakerClient;
  runtime!: SageMakerRuntimeClient;

  constructor(private readonly options: SageMakerOptions = {}) {
    super();
  }

  override async start(): Promise<void> {
    const sageMaker = { stateMs: 5, ...this.options };
    this.connect(await createLocalAws({ data: this.data, port: 0, credentials, sageMaker }));
    const client = { endpoint: this.service.url, region: "us-east-1", credentials };
    this.sageMaker = new SageMakerClient(client);
    this.runtime = new SageMakerRuntimeClient({ ...client, maxAttempts: 1 });
  }

  override async stop(): Promise<void> {
    this.sageMaker.destroy();
    this.runtime.destroy();
    await super.stop();
  }

  /** A job of two classes on `s3://data/train/` and `s3://data/validation/`, with what is changed. */
  async train(TrainingJobName: string, change: Partial<CreateTrainingJobCommandInput> = {}): Promise<void> {
    await this.sageMaker.send(new CreateTrainingJobCommand({ ...jobRequest(TrainingJobName), ...change }));
  }

  async job(TrainingJobName: string) {
    for (;;) {
      const job = await this.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
      if (!["InProgress", "Stopping"].includes(job.TrainingJobStatus!)) return job;
      await sleep(10);
    }
  }

  /** A model of an artefact, and a config of it, both of one name. */
  async config(name: string, ModelDataUrl: string, serverless = false): Promise<void> {
    const PrimaryContainer = { Image: TrainingImage, ModelDataUrl };
    await this.sageMaker.send(new CreateModelCommand({ ModelName: name, PrimaryContainer, ExecutionRoleArn: RoleArn }));
    const instance = { InstanceType: "ml.m5.large" as const, InitialInstanceCount: 1 };
    const place = serverless ? { ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } } : instance;
    const ProductionVariants = [{ VariantName: "AllTraffic", ModelName: name, ...place }];
    await this.sageMaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants }));
  }

  /** Waits until an endpoint is in a state that does not end by itself. */
  async endpoint(EndpointName: string) {
    for (;;) {
      const endpoint = await this.sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
      if (["InService", "Failed"].includes(endpoint.EndpointStatus!)) return endpoint;
      await sleep(10);
    }
  }

  async invoke(EndpointName: string, Body: string, more: object = { ContentType: "text/csv" }): Promise<string> {
    const { Body: answer } = await this.runtime.send(new InvokeEndpointCommand({ EndpointName, Body, ...more }));
    // An answer without content is none to the client.
    return (answer as typeof answer | null)?.transformToString() ?? "";
  }
}

export function jobRequest(TrainingJobName: string): CreateTrainingJobCommandInput {
  const channel = (ChannelName: string) => ({
    ...{ ChannelName, ContentType: "text/csv" },
    DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://data/${ChannelName}/` } },
  });
  return {
    ...{ TrainingJobName, RoleArn, AlgorithmSpecification: { TrainingImage, TrainingInputMode: "File" } },
    HyperParameters: { num_round: "5", objective: "binary:logistic", eval_metric: "auc,f1_macro" },
    InputDataConfig: [channel("train"), channel("validation")],
    OutputDataConfig: { S3OutputPath: "s3://data/models" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  };
}
