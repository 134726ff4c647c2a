import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import type { ModelType } from "../../learning/loss";
import { BatchResults } from "./batch-results";
import { parseDataRearrangement } from "./data-rearrangement";
import { ApiError } from "./errors";
import type { Job, JobData } from "./job-worker";
import { scoreThresholdOf } from "./score-threshold";
import { S3Error } from "../s3/errors";
import { parseS3Url, type S3Store } from "../s3/store";
import type { Entity, JobResult, Kind, State } from "./state";
import { JobEnded, WorkerDied, Workers, type RunningJob } from "./workers";

/** What keeps a job from being done; becomes the entity's Message. */
class JobError extends Error {}

const NO_DATABASE =
  "The local service reaches no database: it has neither RDS nor Redshift. Export the rows as CSV, put them to S3 and use CreateDataSourceFromS3";

/** A job that was interrupted so often, by kills or power cuts, is not begun again. */
const MAX_INTERRUPTIONS = 2;

/** Between two tries to write down how a job ended, on a disk that is full. */
const RETRY_MS = { first: 500, longest: 10_000 };

/** Runs what PENDING entities wait for: in the order of their dependencies, in processes of their own. */
export class Jobs {
  private readonly workers = new Workers();
  private readonly batches: BatchResults;
  private readonly running = new Map<string, RunningJob | undefined>();
  private readonly progress = new Map<string, string>();
  private closed = false;

  constructor(
    private readonly state: State,
    private readonly store: S3Store,
    private readonly options: { models: string; batches: string; simultaneous: number; now: () => Date },
  ) {
    this.batches = new BatchResults(options.batches, store);
  }

  /** Begins; what a stop interrupted starts again. */
  async start(): Promise<void> {
    await mkdir(this.options.models, { recursive: true });
    await this.batches.clear();
    for (const kind of kinds) {
      for (const { id, status } of this.state.list(kind))
        if (status === "INPROGRESS") await this.state.update(kind, id, interrupted);
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
        const inputs = this.inputsIfThere(entity);
        if (inputs.some(({ status }) => status === "PENDING" || status === "INPROGRESS")) continue;
        this.running.set(name, undefined);
        this.run(entity, name)
          .catch((error: Error) => console.error(`The job of ${name} broke down:`, error))
          .finally(() => {
            this.running.delete(name);
            this.progress.delete(name);
            this.wake();
          });
      }
    }
  }

  /** How far an entity's job is, `pass 12 of 20`; undefined when none runs, or it has not said. */
  progressOf({ kind, id }: Entity): string | undefined {
    return this.progress.get(`${kind}/${id}`);
  }

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
    if (kind === "BatchPrediction") await this.batches.remove(id);
  }

  /** Ends all jobs: the next start begins them again. A clean stop is no interruption. */
  async close(): Promise<void> {
    this.closed = true;
    await this.workers.close();
    for (const kind of kinds)
      for (const { id, status } of this.state.list(kind))
        if (status === "INPROGRESS")
          await this.state
            .update(kind, id, begunAnew)
            .catch((error: Error) => console.error(`${kind} ${id} stays INPROGRESS: ${error.message}`));
  }

  /** Of an entity whose input is lost nothing has to be waited for: its job fails. */
  private inputsIfThere(entity: Entity): Entity[] {
    try {
      return this.inputsOf(entity);
    } catch {
      return [];
    }
  }

  private inputsOf({ kind, request }: Entity): Entity[] {
    if (kind === "DataSource") return [];
    if (kind === "MLModel") return [this.state.get("DataSource", request.TrainingDataSourceId as string)];
    const source = (request.EvaluationDataSourceId ?? request.BatchPredictionDataSourceId) as string;
    return [this.state.get("MLModel", request.MLModelId as string), this.state.get("DataSource", source)];
  }

  private async run({ kind, id }: Entity, name: string): Promise<void> {
    const startedAt = this.options.now().getTime();
    const begun = await this.keep(kind, id, (entity) =>
      entity.status === "PENDING" ? { ...entity, status: "INPROGRESS", startedAt } : entity,
    );
    if (begun.status !== "INPROGRESS") return;
    let ended: Pick<Entity, "status" | "result">;
    try {
      ended = { status: "COMPLETED", result: await this.work(begun, name) };
    } catch (error) {
      // Its entity is DELETED; or it stays INPROGRESS, and the next start takes it up.
      if (this.closed || error instanceof JobEnded) return;
      const isExpected = expected.some((type) => error instanceof type);
      if (!isExpected) console.error(`The job of ${kind} ${id} failed:`, error);
      ended = {
        status: "FAILED",
        // The cause has paths and lines of code: it is for the log.
        result: {
          message: isExpected
            ? (error as Error).message
            : "Internal error of the local service: see its log, local-aws.log",
        },
      };
    }
    // DELETED meanwhile: that is never overwritten.
    const { status } = await this.keep(kind, id, (entity) => {
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

  /** Changes an entity. A disk that is full is waited for: what ended must not be INPROGRESS for ever. */
  private async keep(kind: Kind, id: string, change: (entity: Entity) => Entity): Promise<Entity> {
    for (let pause = RETRY_MS.first; ; pause = Math.min(pause * 2, RETRY_MS.longest)) {
      try {
        return await this.state.update(kind, id, change);
      } catch (error) {
        if (this.closed || !["ENOSPC", "EDQUOT", "EIO"].includes((error as NodeJS.ErrnoException).code ?? ""))
          throw error;
        console.error(`${kind} ${id} can't be written down (${(error as Error).message}): it is tried again.`);
        await sleep(pause, undefined, { ref: false });
      }
    }
  }

  private async work(entity: Entity, name: string): Promise<JobResult> {
    for (const { kind, id, status, result } of this.inputsOf(entity)) {
      if (status === "COMPLETED") continue;
      const why = status === "FAILED" && result.message ? `: ${result.message}` : "";
      throw new JobError(`The ${kind} ${id} that this ${entity.kind} needs has the status ${status}${why}`);
    }
    const order = await this.jobOf(entity);
    // Deleted before there was a job to end.
    if (this.state.get(entity.kind, entity.id).status !== "INPROGRESS") throw new JobEnded();
    const job = this.workers.run(order, (text) => this.progress.set(name, text));
    this.running.set(name, job);
    const answer = await job.answer;
    if ("failure" in answer) throw new JobError(answer.failure);
    if ("crash" in answer) throw new Error(answer.crash);
    if (order.job === "predict")
      await this.batches.deliver(entity.id, entity.request.OutputUri as string, order.urls, order.outputs);
    return answer.result;
  }

  private async jobOf(entity: Entity): Promise<Job> {
    const { kind, id, request } = entity;
    if (kind === "DataSource" && request.RoleARN !== undefined) throw new JobError(NO_DATABASE);
    if (kind === "DataSource") return { job: "describe", ...(await this.dataOf(entity)) };
    const inputs = this.inputsOf(entity);
    const data = await this.dataOf(inputs[inputs.length - 1]);
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

  private async dataOf({ request }: Entity): Promise<JobData> {
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

const expected = [JobError, S3Error, ApiError, WorkerDied];

const begunAnew = ({ startedAt: _, ...entity }: Entity): Entity => ({ ...entity, status: "PENDING" });

/** Of a job that was under way when the service ended without a word. */
function interrupted(entity: Entity): Entity {
  const interruptions = (entity.interruptions ?? 0) + 1;
  if (interruptions < MAX_INTERRUPTIONS) return { ...begunAnew(entity), interruptions };
  const message = `It was interrupted ${interruptions} times: the local service ended while it ran. It is not begun again; make it under another id.`;
  return { ...entity, interruptions, status: "FAILED", result: { message } };
}

const kinds: Kind[] = ["DataSource", "MLModel", "Evaluation", "BatchPrediction"];
