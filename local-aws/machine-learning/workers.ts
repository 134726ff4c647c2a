import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Job, JobAnswer, JobProgress } from "./job-worker";

/** A job under way in a process of its own. */
export interface RunningJob {
  /** Rejects with JobEnded, or with WorkerDied. */
  answer: Promise<JobAnswer>;
  end(): Promise<void>;
}

/** Someone ended the job: its entity was deleted, or the service stops. */
export class JobEnded extends Error {}

/** The job took its process with it, as one does that needs more memory than there is. */
export class WorkerDied extends Error {
  constructor(how: string) {
    super(
      `The job ended the process that did it (${how}): most likely it needs more memory than this machine gives it. Fewer rows or columns, or a smaller recipe, need less.`,
    );
  }
}

/** Processes that do jobs: the service answers meanwhile and outlives them. Each is used again, loaded and warm. */
export class Workers {
  private readonly all = new Set<ChildProcess>();
  private readonly idle: ChildProcess[] = [];
  private readonly ended = new WeakSet<ChildProcess>();

  run(job: Job, onProgress: (text: string) => void = ignore): RunningJob {
    const worker = this.idle.pop() ?? this.start();
    let isRunning = true;
    const answer = new Promise<JobAnswer>((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null) =>
        reject(this.ended.has(worker) ? new JobEnded() : new WorkerDied(signal ?? `exit status ${code}`));
      const onMessage = (message: JobAnswer | JobProgress) => {
        if ("progress" in message) return onProgress(message.progress);
        worker.off("message", onMessage).off("exit", onExit).removeAllListeners("error").on("error", ignore);
        this.idle.push(worker);
        isRunning = false;
        resolve(message);
      };
      worker.on("message", onMessage);
      worker.once("exit", onExit);
      // A process that could not be started, or has just ended, says so by an error and may not exit.
      worker.once("error", (error) => {
        this.forget(worker);
        reject(new WorkerDied(error.message));
      });
    });
    worker.send(job);
    // After its answer the process may already do another job.
    return { answer, end: async () => (isRunning ? this.end(worker) : undefined) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => this.end(worker)));
  }

  private start(): ChildProcess {
    const worker = fork(join(__dirname, "job-worker.ts"), {
      execArgv: ["--require", require.resolve("tsx/cjs")],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.all.add(worker);
    // A job must not keep a service up that has ended in another way; nor need it be waited for.
    worker.unref();
    worker.channel?.unref();
    worker.once("exit", () => this.forget(worker));
    worker.on("error", ignore);
    return worker;
  }

  private async end(worker: ChildProcess): Promise<void> {
    this.forget(worker);
    this.ended.add(worker);
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = new Promise((resolve) => worker.once("exit", resolve));
    // Whoever ends it waits for it.
    worker.ref();
    worker.kill("SIGKILL");
    await gone;
  }

  private forget(worker: ChildProcess): void {
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }
}

// ---

/** An idle process that breaks down must not end the service: its exit tells. */
const ignore = (): void => undefined;
