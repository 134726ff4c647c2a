import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Job, JobAnswer } from "./job-worker";

/** A job under way in a thread. */
export interface RunningJob {
  /** Rejects with JobEnded, or when the thread broke down. */
  answer: Promise<JobAnswer>;
  end(): Promise<void>;
}

/** Someone ended the job: its entity was deleted, or the service stops. */
export class JobEnded extends Error {}

/**
 * Threads that do jobs, so that the service keeps answering. A thread is used again: its code is
 * loaded and warm, and tsx starts a process of its own for each new one.
 */
export class Workers {
  private readonly all = new Set<Worker>();
  private readonly idle: Worker[] = [];

  run(job: Job): RunningJob {
    const worker = this.idle.pop() ?? this.start();
    let isRunning = true;
    const answer = new Promise<JobAnswer>((resolve, reject) => {
      const onExit = () => reject(new JobEnded());
      worker.once("message", (message: JobAnswer) => {
        worker.removeListener("error", reject).removeListener("exit", onExit);
        this.idle.push(worker);
        isRunning = false;
        resolve(message);
      });
      worker.once("error", reject).once("exit", onExit);
    });
    worker.postMessage(job);
    // After its answer the thread may already do another job.
    return { answer, end: async () => (isRunning ? this.end(worker) : undefined) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => this.end(worker)));
  }

  private start(): Worker {
    const file = JSON.stringify(join(__dirname, "job-worker.ts"));
    // tsx is looked for from here, not from the folder that the service was started in.
    const program = `require("node:module").createRequire(${file})("tsx/cjs/api").require(${file}, ${file})`;
    const worker = new Worker(program, { eval: true });
    this.all.add(worker);
    // An idle thread that breaks down must neither end the service nor get another job.
    worker.on("error", (error) => console.error("A worker thread broke down:", error));
    worker.once("exit", () => this.forget(worker));
    return worker;
  }

  private async end(worker: Worker): Promise<void> {
    this.forget(worker);
    await worker.terminate();
  }

  private forget(worker: Worker): void {
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }
}
