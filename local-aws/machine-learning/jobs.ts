import { appendFile, mkdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { S3Error } from "../s3/errors";
import type { S3Store } from "../s3/store";
import { BatchResults } from "./batch-results";
import { ApiError } from "../json/errors";
import { JobError, JobOrders, type OrderOptions } from "./job-orders";
import type { JobAnswer } from "./job-worker";
import type { Entity, JobResult, Kind, State } from "./state";
import type { Trouble } from "../trouble";
import { JobEnded, WorkerDied, Workers, type RunningJob } from "./workers";

/** A job that was interrupted so often, by kills or power cuts, is not begun again. */
const MAX_INTERRUPTIONS = 2;

/** Of an entity's Message (service model, "Message"); the log has the whole. */
const MAX_MESSAGE = 10_240;

/** Between two tries to write down how a job ended, on a disk that is full. */
const RETRY_MS = { first: 500, longest: 10_000 };

export interface JobsOptions extends OrderOptions {
  /** A folder for what batch predictions make on the way. */
  batches: string;
  /** Jobs that run at once. */
  simultaneous: number;
  now: () => Date;
  /** What is to happen to jobs, by their kind. */
  trouble?: Trouble;
}

/** Runs what PENDING entities wait for: in the order of their dependencies, in processes of their own. */
export class Jobs {
  private readonly workers = new Workers();
  private readonly batches: BatchResults;
  /** What jobs are to do. */
  readonly orders: JobOrders;
  private readonly running = new Map<string, RunningJob | undefined>();
  private readonly progress = new Map<string, string>();
  private closed = false;

  constructor(
    private readonly state: State,
    store: S3Store,
    private readonly options: JobsOptions,
  ) {
    this.batches = new BatchResults(options.batches, store);
    this.orders = new JobOrders(state, store, this.batches, options);
  }

  /** Begins; what a stop interrupted starts again. */
  async start(): Promise<void> {
    for (const folder of [this.options.models, this.options.logs]) await mkdir(folder, { recursive: true });
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

  /** Ends an entity's job, if it has one, and removes what it made. */
  async cancel({ kind, id }: Entity): Promise<void> {
    await this.running.get(`${kind}/${id}`)?.end();
    await this.removeFiles(kind, id);
  }

  /** What a job of an entity's made on the way, or for it alone. */
  private async removeFiles(kind: Kind, id: string): Promise<void> {
    if (kind === "MLModel") await rm(this.orders.modelFile(id), { force: true });
    if (kind === "BatchPrediction") await this.batches.remove(id);
  }

  /** Ends all jobs: the next start begins them again. A clean stop is no interruption. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running.values()].map(async (job) => job?.end()));
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
      return this.orders.inputsOf(entity);
    } catch {
      return [];
    }
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
      // The cause has paths and lines of code: it is for the service's log.
      const internal = "Internal error of the local service: see its log, local-aws.log";
      const message = isExpected ? (error as Error).message : internal;
      await appendFile(this.orders.logFile(kind, id), `${this.options.now().toISOString()} FAILED: ${message}\n`).catch(
        () => undefined,
      );
      ended = { status: "FAILED", result: { message: message.slice(0, MAX_MESSAGE) } };
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
    for (const { kind, id, status, result } of this.orders.inputsOf(entity)) {
      if (status === "COMPLETED") continue;
      const why = status === "FAILED" && result.message ? `: ${result.message}` : "";
      throw new JobError(`The ${kind} ${id} that this ${entity.kind} needs has the status ${status}${why}`);
    }
    const order = await this.orders.of(entity);
    // Deleted before there was a job to end.
    if (this.state.get(entity.kind, entity.id).status !== "INPROGRESS") throw new JobEnded();
    const trouble = await this.options.trouble?.ofJob(entity.kind);
    if (trouble === "fails") throw new JobError(`Asked for by --trouble: the job of a ${entity.kind} fails.`);
    const job = trouble ? hangingJob() : this.workers.run(order, (text) => this.progress.set(name, text));
    this.running.set(name, job);
    const answer = await this.inTime(job);
    if ("failure" in answer) throw new JobError(answer.failure);
    if ("crash" in answer) throw new Error(answer.crash);
    if (order.job === "predict")
      await this.batches.deliver(entity.id, entity.request.OutputUri as string, order.urls, order.outputs);
    return answer.result;
  }

  /** @throws JobError when a job takes longer than is allowed */
  private async inTime(job: RunningJob): Promise<JobAnswer> {
    const { jobSeconds } = this.options.limits ?? {};
    if (jobSeconds === undefined) return job.answer;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void job.end();
    }, jobSeconds * 1000);
    try {
      return await job.answer;
    } catch (error) {
      throw isLate ? new JobError(`The job took more than ${jobSeconds} s, and was ended (--job-seconds)`) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

// ---

const expected = [JobError, S3Error, ApiError, WorkerDied];

/** One that never ends by itself. */
function hangingJob(): RunningJob {
  let end: () => void;
  const answer = new Promise<never>((_, reject) => (end = () => reject(new JobEnded())));
  return { answer, end: async () => end() };
}

const begunAnew = ({ startedAt: _, ...entity }: Entity): Entity => ({ ...entity, status: "PENDING" });

/** Of a job that was under way when the service ended without a word. */
function interrupted(entity: Entity): Entity {
  const interruptions = (entity.interruptions ?? 0) + 1;
  if (interruptions < MAX_INTERRUPTIONS) return { ...begunAnew(entity), interruptions };
  const message = `It was interrupted ${interruptions} times: the local service ended while it ran. It is not begun again; make it under another id.`;
  return { ...entity, interruptions, status: "FAILED", result: { message } };
}

const kinds: Kind[] = ["DataSource", "MLModel", "Evaluation", "BatchPrediction"];
