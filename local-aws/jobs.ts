import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import type { ModelType } from "../learning/loss";
import { parseDataRearrangement } from "./data-rearrangement";
import { ApiError } from "./errors";
import type { Job, JobData } from "./job-worker";
import { S3Error } from "./s3/errors";
import type { S3Store } from "./s3/store";
import type { Entity, JobResult, Kind, State } from "./state";
import { trainingParameters } from "./training-parameters";
import { JobEnded, Workers, type RunningJob } from "./workers";

/** What keeps a job from being done; becomes the entity's Message. */
class JobError extends Error {}

/** Runs what PENDING entities wait for: in the order of their dependencies, in worker threads. */
export class Jobs {
  private readonly workers = new Workers();
  private readonly running = new Map<string, RunningJob | undefined>();
  private closed = false;

  constructor(
    private readonly state: State,
    private readonly store: S3Store,
    private readonly options: { models: string; batches: string; simultaneous: number; now: () => Date },
  ) {}

  /** Begins; what a stop interrupted starts again. */
  async start(): Promise<void> {
    await mkdir(this.options.models, { recursive: true });
    await rm(this.options.batches, { recursive: true, force: true });
    for (const kind of kinds) {
      for (const { id, status } of this.state.list(kind)) {
        if (status === "INPROGRESS")
          await this.state.update(kind, id, ({ startedAt: _, ...entity }) => ({ ...entity, status: "PENDING" }));
      }
    }
    this.wake();
  }

  /** Looks for work. To be called whenever an entity was made or has ended. */
  wake(): void {
    if (this.closed) return;
    for (const kind of kinds) {
      for (const entity of this.state.list(kind)) {
        const name = `${kind}/${entity.id}`;
        if (entity.status !== "PENDING" || this.running.has(name)) continue;
        if (this.running.size >= this.options.simultaneous) return;
        const inputs = this.inputsOf(entity);
        if (inputs.some(({ status }) => status === "PENDING" || status === "INPROGRESS")) continue;
        this.running.set(name, undefined);
        this.run(entity, name)
          // Its end could not be written down, for instance on a full disk: the next start takes it up.
          .catch((error: Error) => console.error(`The end of ${name} could not be kept:`, error))
          .finally(() => {
            this.running.delete(name);
            this.wake();
          });
      }
    }
  }

  /** Where a model's weights are. */
  modelFile(id: string): string {
    return join(this.options.models, createHash("sha256").update(id).digest("hex"));
  }

  /** Ends an entity's job, if it has one, and removes what it made. */
  async cancel({ kind, id }: Entity): Promise<void> {
    await this.running.get(`${kind}/${id}`)?.end();
    await this.removeFiles(kind, id);
  }

  /** What a job of an entity's made on the way, or for it alone. */
  private async removeFiles(kind: Kind, id: string): Promise<void> {
    if (kind === "MLModel") await rm(this.modelFile(id), { force: true });
    if (kind === "BatchPrediction") await rm(this.batchFolder(id), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.workers.close();
  }

  private inputsOf({ kind, request }: Entity): Entity[] {
    if (kind === "DataSource") return [];
    if (kind === "MLModel") return [this.state.get("DataSource", request.TrainingDataSourceId as string)];
    const source = (request.EvaluationDataSourceId ?? request.BatchPredictionDataSourceId) as string;
    return [this.state.get("MLModel", request.MLModelId as string), this.state.get("DataSource", source)];
  }

  private async run({ kind, id }: Entity, name: string): Promise<void> {
    const startedAt = this.options.now().getTime();
    const begun = await this.state.update(kind, id, (entity) =>
      entity.status === "PENDING" ? { ...entity, status: "INPROGRESS", startedAt } : entity,
    );
    if (begun.status !== "INPROGRESS") return;
    let ended: Pick<Entity, "status" | "result">;
    try {
      ended = { status: "COMPLETED", result: await this.work(begun, name) };
    } catch (error) {
      // Its entity is DELETED; or it stays INPROGRESS, and the next start takes it up.
      if (this.closed || error instanceof JobEnded) return;
      const isExpected = error instanceof JobError || error instanceof S3Error || error instanceof ApiError;
      if (!isExpected) console.error(`The job of ${kind} ${id} failed:`, error);
      ended = {
        status: "FAILED",
        // The cause has paths and lines of code: it is for the log.
        result: {
          message: isExpected ? error.message : "Internal error of the local service: see its log, local-aws.log",
        },
      };
    }
    // DELETED meanwhile: that is never overwritten.
    const { status } = await this.state.update(kind, id, (entity) => {
      if (entity.status !== "INPROGRESS") return entity;
      const finishedAt = this.options.now().getTime();
      return {
        ...entity,
        ...ended,
        finishedAt,
        ...(ended.status === "COMPLETED" && { computeTime: finishedAt - startedAt }),
      };
    });
    if (status !== "COMPLETED" || kind === "BatchPrediction") await this.removeFiles(kind, id);
  }

  private async work(entity: Entity, name: string): Promise<JobResult> {
    for (const { kind, id, status } of this.inputsOf(entity)) {
      if (status !== "COMPLETED")
        throw new JobError(`The ${kind} ${id} that this ${entity.kind} needs has the status ${status}`);
    }
    const order = await this.jobOf(entity);
    if (order.job === "predict") await mkdir(this.batchFolder(entity.id), { recursive: true });
    // Deleted before there was a job to end.
    if (this.state.get(entity.kind, entity.id).status !== "INPROGRESS") throw new JobEnded();
    const job = this.workers.run(order);
    this.running.set(name, job);
    const answer = await job.answer;
    if ("failure" in answer) throw new JobError(answer.failure);
    if ("crash" in answer) throw new Error(answer.crash);
    if (order.job === "predict") await this.deliver(entity, order);
    return answer.result;
  }

  private async jobOf(entity: Entity): Promise<Job> {
    const { kind, id, request } = entity;
    if (kind === "DataSource")
      return { job: "describe", ...(await this.dataOf(entity)), computeStatistics: request.ComputeStatistics === true };
    const inputs = this.inputsOf(entity);
    const data = await this.dataOf(inputs[inputs.length - 1]);
    if (kind === "Evaluation")
      return { job: "evaluate", ...data, modelFile: this.modelFile(request.MLModelId as string) };
    if (kind === "BatchPrediction") {
      // Not after hours of work: is there a place for what comes of it?
      this.store.bucket(parseS3Url(request.OutputUri as string).bucket);
      const outputs = data.files.map((_, i) => join(this.batchFolder(id), String(i)));
      return { job: "predict", ...data, modelFile: this.modelFile(request.MLModelId as string), outputs };
    }
    const recipe = request.RecipeUri
      ? await this.readText(request.RecipeUri as string)
      : ((request.Recipe as string | undefined) ?? "");
    const parameters = trainingParameters(request.Parameters as Record<string, string> | undefined);
    return {
      job: "train",
      ...data,
      type: request.MLModelType as ModelType,
      recipe,
      parameters,
      modelFile: this.modelFile(id),
    };
  }

  /** Puts a batch prediction's results and their manifest where the request wants them. */
  private async deliver({ id, request }: Entity, { urls, outputs }: Job & { job: "predict" }): Promise<void> {
    const { bucket, key } = parseS3Url(request.OutputUri as string);
    const folder = `${key === "" || key.endsWith("/") ? key : `${key}/`}batch-prediction/`;
    const claims = { checksums: () => ({}), expected: [] };
    const manifest: Record<string, string> = {};
    for (const [i, url] of urls.entries()) {
      const name = url.slice(url.lastIndexOf("/") + 1);
      // Files of one name in several folders must not be written over each other.
      const isTaken = urls.slice(0, i).some((other) => other.endsWith(`/${name}`));
      const result = `${folder}result/${id}-${isTaken ? `${i + 1}-` : ""}${name}.gz`;
      const headers = { "content-type": "application/gzip" };
      await this.store.put(bucket, result, createReadStream(outputs[i]), headers, claims, {});
      manifest[url] = `s3://${bucket}/${result}`;
    }
    const body = Readable.from([Buffer.from(JSON.stringify(manifest))]);
    const headers = { "content-type": "application/json" };
    await this.store.put(bucket, `${folder}${id}.manifest`, body, headers, claims, {});
  }

  private batchFolder(id: string): string {
    return join(this.options.batches, createHash("sha256").update(id).digest("hex"));
  }

  private async dataOf({ request }: Entity): Promise<JobData & { urls: string[] }> {
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
    return {
      files: objects.map((object) => this.store.contentFile(bucket, object)),
      urls: objects.map((object) => `s3://${bucket}/${object.key}`),
      sizeInBytes: objects.reduce((sum, object) => sum + object.size, 0),
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

const kinds: Kind[] = ["DataSource", "MLModel", "Evaluation", "BatchPrediction"];

function parseS3Url(url: string): { bucket: string; key: string } {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  return { bucket, key };
}
