import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { InstanceMessage, InstanceOrder, Metrics } from "./instance";

/** The job failed: FailureReason of DescribeTrainingJob. */
export class TrainingFailure extends Error {}

export interface RunEvents {
  /** What the first instance prints, and what any of them has to complain of. */
  line: (text: string) => void;
  /** Of the first instance, after each round. */
  metrics: (metrics: Metrics) => void;
}

/** Instances of a job at work, each in a process of its own. */
export class TrainingRun {
  /** Whether there is a model. Rejects with TrainingFailure; once killed, or stopped without a model, it is false. */
  readonly ended: Promise<boolean>;
  private readonly instances: ChildProcess[] = [];
  private readonly exits: Promise<unknown>[] = [];
  private isEnding = false;

  /** @param orders one for each instance */
  constructor(
    private readonly orders: readonly InstanceOrder[],
    private readonly events: RunEvents,
  ) {
    this.ended = this.run(orders).finally(() => this.kill());
  }

  /** Ends it: after the round under way, with its model, where hyperparameters wish that; else at once. */
  stop(): void {
    this.isEnding = true;
    if (!this.orders[0].plan.savesOnTermination) return void this.kill();
    // The others go on with it until then.
    this.instances[0].send("stop");
    setTimeout(() => void this.kill(), GRACE_MS).unref();
  }

  /** Ends all instances at once, and waits until they are gone. */
  async kill(): Promise<void> {
    this.isEnding = true;
    for (const instance of this.instances) instance.kill("SIGKILL");
    await Promise.all(this.exits);
  }

  private async run([first, ...others]: readonly InstanceOrder[]): Promise<boolean> {
    const fellows: Promise<boolean>[] = [];
    const master = this.start(first, (tracker) => {
      if (this.isEnding) return;
      for (const order of others) fellows.push(this.start({ ...order, tracker }));
      // One that fails takes the job with it, the others would wait for it.
      Promise.all(fellows).catch(fail);
    });
    let fail: (error: Error) => void;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    const hasModel = await Promise.race([master, failed]);
    await Promise.race([Promise.all(fellows), failed]);
    return hasModel;
  }

  private start(order: InstanceOrder, onTracker?: (tracker: Record<string, unknown>) => void): Promise<boolean> {
    const instance = fork(join(__dirname, "instance.ts"), {
      execArgv: ["--require", require.resolve("tsx/cjs")],
      // Threads that wait for others, spinning, take the time of those that work.
      env: { ...process.env, OMP_NUM_THREADS: "1", OMP_WAIT_POLICY: "passive" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    // A process that could not be started has none.
    if (instance.stderr) createInterface(instance.stderr).on("line", this.events.line);
    instance.unref();
    instance.channel?.unref();
    this.instances.push(instance);
    this.exits.push(new Promise((resolve) => instance.once("exit", resolve).once("error", resolve)));
    return new Promise((resolve, reject) => {
      instance.on("error", (error) => reject(new TrainingFailure(`InternalServerError: ${error.message}`)));
      instance.once("exit", (code, signal) => {
        if (this.isEnding) return resolve(false);
        reject(new TrainingFailure(`AlgorithmError: an instance ended by itself (${signal ?? `exit code: ${code}`})`));
      });
      instance.on("message", (message: InstanceMessage) => {
        if ("tracker" in message) onTracker?.(message.tracker);
        else if ("done" in message) resolve(message.done.hasModel);
        else if ("refused" in message) reject(failureOf(message));
        else if (order.rank > 0) return;
        else if ("line" in message) this.events.line(message.line);
        else this.events.metrics(message.metrics);
      });
      instance.send(order);
    });
  }
}

// ---

/** SageMaker gives two minutes. */
const GRACE_MS = 120_000;

/** As images of 2024 were seen to put it; the prefix of a user's own mistakes is not certain. */
const failureOf = ({ refused, by }: { refused: string; by: "user" | "algorithm" }): TrainingFailure =>
  new TrainingFailure(
    `AlgorithmError: framework error: \n${by === "user" ? "UserError" : "AlgorithmError"}: ${refused}`,
  );
