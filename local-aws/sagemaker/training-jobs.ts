import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HyperparameterError } from "../../xgboost/hyperparameters";
import { writeModelArchive } from "../../xgboost/model-archive";
import { ApiError } from "../json/errors";
import { S3Error } from "../s3/errors";
import { parseS3Url, type S3Store } from "../s3/store";
import type { Collection } from "./collection";
import { transitionsTo, type SecondaryStatus, type TrainingJob } from "./state";
import type { Metrics } from "./training/instance";
import { LibraryError } from "./training/library";
import type { Trouble } from "../trouble";
import { ordersOf, type TrainingOrder } from "./training/orders";
import { TrainingFailure, TrainingRun } from "./training/training-run";

export interface TrainingJobsOptions {
  /** A folder for jobs under way, and for their logs. */
  folder: string;
  /** Jobs that run at once. */
  simultaneous: number;
  /** How long each state lasts at least, in milliseconds. */
  stateMs: number;
  now: () => Date;
  trouble?: Trouble;
}

/** A job that was begun so often, and interrupted by kills or power cuts, is not begun again. */
const MAX_BEGINNINGS = 2;
/** FailureReason's length in the service model. */
const MAX_REASON = 1024;
/** How often a job that hangs looks whether it is to end. */
const HANG_MS = 50;
const MAX_RUNTIME_SECONDS = 24 * 3600;

/** Runs training jobs. */
export class TrainingJobs {
  private readonly running = new Map<string, { run?: TrainingRun; stopped?: "Stopped" | "MaxRuntimeExceeded" }>();
  private readonly work = new Set<Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly jobs: Collection<TrainingJob>,
    private readonly store: S3Store,
    private readonly options: TrainingJobsOptions,
  ) {}

  /** Begins; what a stop interrupted starts again, and what was left of it is swept. */
  async start(): Promise<void> {
    for (const folder of ["work", "logs"]) await mkdir(join(this.options.folder, folder), { recursive: true });
    for (const { name, status } of this.jobs.list()) {
      if (status === "InProgress") await this.jobs.update(name, (job) => this.begunAgain(job));
      // It was as good as stopped.
      if (status === "Stopping") await this.end(name, "Stopped", "Stopped");
    }
    const trained = this.jobs
      .list()
      .filter(isTrained)
      .map(({ name }) => this.workFolder(name));
    for (const name of await readdir(join(this.options.folder, "work"))) {
      const folder = join(this.options.folder, "work", name);
      if (!trained.includes(folder)) await rm(folder, { recursive: true, force: true });
    }
    this.wake();
  }

  /** Looks for work. To be called whenever a job was made or has ended. */
  wake(): void {
    for (const job of this.jobs.list()) {
      if (this.isClosed || this.running.size >= this.options.simultaneous) return;
      if (job.status !== "InProgress" || this.running.has(job.name)) continue;
      this.running.set(job.name, {});
      const done = this.run(job)
        .catch((error: Error) => console.error(`The training job ${job.name} broke down:`, error))
        .finally(() => {
          this.running.delete(job.name);
          this.work.delete(done);
          this.wake();
        });
      this.work.add(done);
    }
  }

  /** Stops a job that is under way; whoever waits sees it Stopping, then Stopped. */
  stop(name: string): void {
    this.halt(name, "Stopped");
  }

  /** What a job printed. */
  private logFile(name: string): string {
    return join(this.options.folder, "logs", `${name.toLowerCase()}.log`);
  }

  /** Ends all jobs: the next start begins them again. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { run } of this.running.values()) await run?.kill();
    await Promise.allSettled(this.work);
    // A clean stop is no interruption.
    for (const { name, status } of this.jobs.list())
      if (status === "InProgress")
        await this.jobs.update(name, ({ beginnings = 0, ...job }) => ({
          ...job,
          beginnings: Math.max(0, beginnings - 1),
        }));
  }

  private halt(name: string, how: "Stopped" | "MaxRuntimeExceeded"): void {
    const running = this.running.get(name);
    if (!running) {
      const done = this.end(name, "Stopped", how)
        .catch((error: Error) => console.error(`The training job ${name} stays Stopping:`, error))
        .finally(() => this.work.delete(done));
      return void this.work.add(done);
    }
    running.stopped ??= how;
    running.run?.stop();
  }

  private async run(job: TrainingJob): Promise<void> {
    const { name } = job;
    const order = job.request as unknown as TrainingOrder;
    const folder = this.workFolder(name);
    const running = this.running.get(name)!;
    const seconds = order.StoppingCondition?.MaxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS;
    const timer = setTimeout(() => this.halt(name, "MaxRuntimeExceeded"), Math.min(seconds * 1000, 2 ** 31 - 1));
    try {
      const model = join(folder, "model.ubj");
      await this.jobs.update(name, (current) => ({ ...current, beginnings: (current.beginnings ?? 0) + 1 }));
      const hasModel = (isTrained(job) && existsSync(model)) || (await this.train(name, order, folder, model));
      if (this.isClosed) return;
      const artefact = hasModel ? await this.upload(name, order, model) : undefined;
      if (running.stopped) await this.end(name, "Stopped", running.stopped, { artefact });
      else await this.end(name, "Completed", "Completed", { artefact });
    } catch (error) {
      if (this.isClosed) return;
      if (running.stopped) return await this.end(name, "Stopped", running.stopped);
      const failureReason = reasonOf(error as Error).slice(0, MAX_REASON);
      this.log(name, failureReason);
      await this.end(name, "Failed", "Failed", { failureReason });
    } finally {
      clearTimeout(timer);
      if (!this.isClosed) await rm(folder, { recursive: true, force: true });
    }
  }

  /** @returns whether there is a model */
  private async train(name: string, order: TrainingOrder, folder: string, model: string): Promise<boolean> {
    const running = this.running.get(name)!;
    const phase = async (status: SecondaryStatus, message: string) => {
      await this.enter(name, status, message);
      await sleep(this.options.stateMs);
      return !running.stopped && !this.isClosed;
    };
    if (!(await phase("Starting", "Preparing the instances for training"))) return false;
    if (!(await phase("Downloading", "Downloading input data"))) return false;
    const orders = await ordersOf(order, { folder, model, store: this.store });
    if (!(await phase("Training", "Training image download completed. Training in progress."))) return false;
    const trouble = await this.options.trouble?.ofJob("TrainingJob");
    if (trouble === "fails")
      throw new TrainingFailure("AlgorithmError: asked for by --trouble: the training job fails.");
    if (trouble === "hangs") return this.hang(running);
    if (this.isClosed) return false;
    const metrics: { last?: Metrics } = {};
    running.run = new TrainingRun(orders, {
      line: (line) => this.log(name, line),
      metrics: (found) => (metrics.last = found),
    });
    // Told to stop while it was made.
    if (running.stopped) running.run.stop();
    const hasModel = await running.run.ended;
    if (metrics.last) await this.keepMetrics(name, metrics.last);
    return hasModel;
  }

  /** Until it is stopped, or the service ends. */
  private async hang(running: { stopped?: string }): Promise<false> {
    while (!running.stopped && !this.isClosed) await sleep(HANG_MS);
    return false;
  }

  private async upload(name: string, { OutputDataConfig }: TrainingOrder, model: string): Promise<string> {
    await this.enter(name, "Uploading", "Uploading generated training model");
    await sleep(this.options.stateMs);
    const { bucket, key } = parseS3Url(OutputDataConfig.S3OutputPath);
    const home = key === "" || key.endsWith("/") ? key : `${key}/`;
    const path = `${home}${name}/output/model.tar.gz`;
    await this.store.put(bucket, path, { body: writeModelArchive(await readFile(model)), headers: {} });
    return `s3://${bucket}/${path}`;
  }

  private async enter(name: string, status: SecondaryStatus, message: string): Promise<void> {
    await this.jobs.update(name, (job) => {
      if (job.status !== "InProgress") return job;
      const now = this.options.now().getTime();
      const begins = status === "Downloading" ? { trainingStartedAt: now } : {};
      return {
        ...job,
        ...begins,
        modifiedAt: now,
        transitions: transitionsTo(job, { status, message, startedAt: now }),
      };
    });
  }

  private async keepMetrics(name: string, metrics: Metrics): Promise<void> {
    const at = this.options.now().getTime();
    await this.jobs.update(name, (job) => ({
      ...job,
      // `validation-auc` is what XGBoost calls `validation:auc`; the image's logs are read with five digits.
      // What is no number, such as an AUC of one class, is in the log alone.
      metrics: Object.entries(metrics)
        .filter(([, value]) => Number.isFinite(value))
        .map(([metric, value]) => ({
          name: metric.replace("-", ":"),
          value: Number(value.toFixed(5)),
          at,
        })),
    }));
  }

  private async end(
    name: string,
    status: "Completed" | "Failed" | "Stopped",
    secondary: SecondaryStatus,
    found: Partial<TrainingJob> = {},
  ): Promise<void> {
    await this.jobs.update(name, (job) => {
      const now = this.options.now().getTime();
      const message = found.failureReason ?? `Training job ${status.toLowerCase()}`;
      const last = { status: secondary, startedAt: now, endedAt: now, message };
      const billed = job.trainingStartedAt === undefined ? {} : { trainingEndedAt: now };
      return { ...job, ...billed, ...found, status, modifiedAt: now, transitions: transitionsTo(job, last) };
    });
  }

  /** A job that was under way when the service ended. */
  private begunAgain(job: TrainingJob): TrainingJob {
    const now = this.options.now().getTime();
    if ((job.beginnings ?? 0) < MAX_BEGINNINGS)
      return { ...job, modifiedAt: now, transitions: isTrained(job) ? job.transitions : [] };
    const failureReason = `InternalServerError: it was begun ${job.beginnings} times, and the local service ended while it ran.`;
    const last = { status: "Failed" as const, startedAt: now, endedAt: now, message: failureReason };
    return { ...job, failureReason, status: "Failed", transitions: transitionsTo(job, last) };
  }

  private workFolder(name: string): string {
    return join(this.options.folder, "work", name.toLowerCase());
  }

  private log(name: string, line: string): void {
    // A log that can't be written must not end a job.
    void appendFile(this.logFile(name), `${this.options.now().toISOString()} ${line}\n`).catch(() => undefined);
  }
}

// ---

/** Whether a job's model is there, and only has to be uploaded. */
const isTrained = ({ status, transitions }: TrainingJob): boolean =>
  status === "InProgress" && transitions.at(-1)?.status === "Uploading";

/** FailureReason of an error; what nobody expects goes into the service's log. */
function reasonOf(error: Error): string {
  if (error instanceof TrainingFailure) return error.message;
  if (error instanceof HyperparameterError) return `AlgorithmError: framework error: \nUserError: ${error.message}`;
  if (error instanceof ApiError || error instanceof S3Error) return `ClientError: ${error.message}`;
  if (error instanceof LibraryError) return `InternalServerError: ${error.message}`;
  console.error("A training job failed:", error);
  return "InternalServerError: see the log of the local service, local-aws.log";
}
