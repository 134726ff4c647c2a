import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ModelType } from "../../learning/loss";
import type { Limits } from "../options";
import { parseS3Url, type S3Store } from "../s3/store";
import type { BatchResults } from "./batch-results";
import { parseDataRearrangement } from "./data-rearrangement";
import type { Job, JobData } from "./job-worker";
import { scoreThresholdOf } from "./score-threshold";
import type { Entity, Kind, State } from "./state";

/** What keeps a job from being done; becomes the entity's Message. */
export class JobError extends Error {}

export interface OrderOptions {
  /** Folders for what jobs make. */
  models: string;
  logs: string;
  limits?: Pick<Limits, "jobSeconds" | "dataBytes">;
}

/** Makes of an entity what its job is to do. */
export class JobOrders {
  constructor(
    private readonly state: State,
    private readonly store: S3Store,
    private readonly batches: BatchResults,
    private readonly options: OrderOptions,
  ) {}

  modelFile(id: string): string {
    return join(this.options.models, createHash("sha256").update(id).digest("hex"));
  }

  /** What an entity's job did; it is not there before the job has begun. */
  logFile(kind: Kind, id: string): string {
    return join(this.options.logs, createHash("sha256").update(`${kind}/${id}`).digest("hex"));
  }

  /** What an entity is made of: its job waits for them. */
  inputsOf({ kind, request }: Entity): Entity[] {
    if (kind === "DataSource") return [];
    if (kind === "MLModel") return [this.state.get("DataSource", request.TrainingDataSourceId as string)];
    const source = (request.EvaluationDataSourceId ?? request.BatchPredictionDataSourceId) as string;
    return [this.state.get("MLModel", request.MLModelId as string), this.state.get("DataSource", source)];
  }

  /**
   * What an entity's job is to do.
   * @throws JobError, S3Error or ApiError when its data or its place are not there
   */
  async of(entity: Entity): Promise<Job> {
    const { kind, id, request } = entity;
    if (kind === "DataSource" && request.RoleARN !== undefined) throw new JobError(NO_DATABASE);
    const logFile = this.logFile(kind, id);
    if (kind === "DataSource") return { job: "describe", logFile, ...(await this.dataOf(entity)) };
    const inputs = this.inputsOf(entity);
    const data = { ...(await this.dataOf(inputs[inputs.length - 1])), logFile };
    if (kind === "Evaluation")
      return { job: "evaluate", ...data, modelFile: this.modelFile(request.MLModelId as string) };
    if (kind === "BatchPrediction") {
      const outputs = await this.batches.begin(id, request.OutputUri as string, data.files.length);
      const model = this.state.get("MLModel", request.MLModelId as string);
      const scoreThreshold = scoreThresholdOf(model);
      return { job: "predict", ...data, modelFile: this.modelFile(model.id), scoreThreshold, outputs };
    }
    const recipe = request.RecipeUri
      ? await this.readText(request.RecipeUri as string)
      : ((request.Recipe as string | undefined) ?? "");
    const parameters = (request.Parameters ?? {}) as Record<string, string>;
    return {
      job: "train",
      ...data,
      type: request.MLModelType as ModelType,
      recipe,
      parameters,
      modelFile: this.modelFile(id),
    };
  }

  private async dataOf({ request }: Entity): Promise<Omit<JobData, "logFile">> {
    const spec = request.DataSpec as {
      DataLocationS3: string;
      DataRearrangement?: string;
      DataSchema?: string;
      DataSchemaLocationS3?: string;
    };
    const { bucket, key } = parseS3Url(spec.DataLocationS3);
    const isFolder = key === "" || key.endsWith("/");
    const objects = isFolder
      ? this.store.list(bucket, key).filter((object) => object.size > 0 && !object.key.endsWith(".schema"))
      : [this.store.head(bucket, key)];
    if (objects.length === 0) throw new JobError(`Expected files under ${spec.DataLocationS3}, got none`);
    const sizeInBytes = objects.reduce((sum, object) => sum + object.size, 0);
    const { dataBytes = Infinity } = this.options.limits ?? {};
    if (sizeInBytes > dataBytes)
      throw new JobError(`Expected at most ${dataBytes} bytes of data (--data-bytes), got ${sizeInBytes}`);
    return {
      files: objects.map((object) => this.store.contentFile(bucket, object)),
      urls: objects.map((object) => `s3://${bucket}/${object.key}`),
      sizeInBytes,
      schema: spec.DataSchema ?? (await this.readText(spec.DataSchemaLocationS3!)),
      split: parseDataRearrangement(spec.DataRearrangement),
    };
  }

  private readText(url: string): Promise<string> {
    const { bucket, key } = parseS3Url(url);
    return text(createReadStream(this.store.contentFile(bucket, this.store.head(bucket, key))));
  }
}

// ---

const NO_DATABASE =
  "The local service reaches no database: it has neither RDS nor Redshift. Export the rows as CSV, put them to S3 and use CreateDataSourceFromS3";
