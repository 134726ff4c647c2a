import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateDataSourceFromS3Command,
  CreateMLModelCommand,
  GetDataSourceCommand,
  GetEvaluationCommand,
  GetMLModelCommand,
  MachineLearningClient,
} from "@aws-sdk/client-machine-learning";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createLocalAws, type LocalAws } from "../../local-aws/server";
import { makeTemporaryFolder } from "../temporary-folder";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

export const credentials = { accessKeyId: "local", secretAccessKey: "local-secret-key" };

/** A local AWS for a suite, in this process, with clients of it. */
export class TestLocalAws {
  readonly data = makeTemporaryFolder();
  service!: LocalAws;
  ml!: MachineLearningClient;
  s3!: S3Client;

  async start(): Promise<void> {
    this.connect(await createLocalAws({ data: this.data, port: 0, credentials }));
  }

  /** Makes clients of a service. */
  connect(service: LocalAws): void {
    this.service = service;
    const client = { endpoint: this.service.url, region: "us-east-1", credentials };
    this.ml = new MachineLearningClient(client);
    this.s3 = new S3Client({ ...client, forcePathStyle: true });
  }

  async stop(): Promise<void> {
    this.ml.destroy();
    this.s3.destroy();
    await this.service.close();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  async putText(bucket: string, key: string, text: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: bucket })).catch(() => undefined);
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }

  /** A data source of colours and what they stand for, with statistics. */
  async createDataSource(id: string, rearrangement = "", key = "colors.csv"): Promise<void> {
    const spec = { DataLocationS3: `s3://data/${key}`, DataSchema: colorSchema, DataRearrangement: rearrangement };
    await this.ml.send(
      new CreateDataSourceFromS3Command({ DataSourceId: id, DataSpec: spec, ComputeStatistics: true }),
    );
  }

  async createModel(id: string, dataSource: string, parameters: Record<string, string> = {}): Promise<void> {
    const request = {
      MLModelId: id,
      MLModelType: "MULTICLASS" as const,
      TrainingDataSourceId: dataSource,
      Parameters: parameters,
    };
    await this.ml.send(new CreateMLModelCommand(request));
  }

  /** Waits until an entity has ended, and gives it. */
  dataSource = (DataSourceId: string) =>
    ended(() => this.ml.send(new GetDataSourceCommand({ DataSourceId, Verbose: true })));
  model = (MLModelId: string) => ended(() => this.ml.send(new GetMLModelCommand({ MLModelId, Verbose: true })));
  evaluation = (EvaluationId: string) => ended(() => this.ml.send(new GetEvaluationCommand({ EvaluationId })));
}

export const colorSchema = JSON.stringify({
  version: "1.0",
  targetAttributeName: "meaning",
  dataFormat: "CSV",
  dataFileContainsHeader: true,
  attributes: [
    { attributeName: "meaning", attributeType: "CATEGORICAL" },
    { attributeName: "color", attributeType: "CATEGORICAL" },
    { attributeName: "weight", attributeType: "NUMERIC" },
  ],
});

/** `rows` rows: red is stop, green is go, amber is either. */
export function colorRows(rows: number): string {
  const kinds = ["stop,red", "go,green", "stop,amber", "go,amber"];
  return ["meaning,color,weight", ...Array.from({ length: rows }, (_, i) => `${kinds[i % 4]},${i % 17}`)].join("\n");
}

// ---

async function ended<T extends { Status?: string }>(get: () => Promise<T>): Promise<T> {
  for (;;) {
    const entity = await get();
    if (entity.Status !== "PENDING" && entity.Status !== "INPROGRESS") return entity;
    await sleep(20);
  }
}
