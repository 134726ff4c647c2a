import { once } from "node:events";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BoostedTrees } from "../../learning/boosted-trees";
import { readModelArchive } from "../../xgboost/model-archive";
import { parseS3Url, type S3Store } from "../s3/store";
import type { Collection } from "./collection";
import type { Deployment, Endpoint, Variant } from "./state";
import type { Trouble } from "../trouble";
import { trafficSteps } from "./traffic";

export interface EndpointsOptions {
  /** A folder for the artefacts of what is deployed: an endpoint goes on serving when theirs are deleted. */
  folder: string;
  /** How long each state lasts at least, in milliseconds. */
  stateMs: number;
  /** How long a new serverless variant is not ready, in milliseconds. */
  coldMs: number;
  now: () => Date;
  trouble?: Trouble;
  /** From 0 to 1: which variant answers. */
  random?: () => number;
}

/** Brings endpoints from state to state, and has the models that they serve. */
export class Endpoints {
  private readonly models = new Map<string, Promise<BoostedTrees[]>>();
  /** The share of requests that go to what an endpoint is on the way to. */
  private readonly shares = new Map<string, number>();
  private readonly driven = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly endpoints: Collection<Endpoint>,
    private readonly store: S3Store,
    private readonly options: EndpointsOptions,
  ) {}

  /** Goes on with what a stop interrupted; what belongs to no endpoint is swept. */
  async start(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    await this.sweep();
    for (const endpoint of this.endpoints.list()) if (this.isInProgress(endpoint)) this.drive(endpoint.name);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.driven.values());
  }

  /** Whether a state is one that ends by itself. */
  isInProgress({ status }: Endpoint): boolean {
    return status !== "InService" && status !== "Failed";
  }

  /** Takes an endpoint on from the state that was written down. */
  drive(name: string): void {
    const done = this.run(name)
      .catch((error: Error) => {
        if (!this.closing.signal.aborted) console.error(`The endpoint ${name} broke down:`, error);
      })
      .finally(() => this.driven.delete(name));
    this.driven.set(name, done);
  }

  /** How far the traffic has gone over to what an endpoint is on the way to; undefined before any has. */
  shareOf(name: string): number | undefined {
    return this.shares.get(name);
  }

  /**
   * Chooses who answers a request.
   * @param wished a variant by its name
   * @returns undefined when there is no such variant
   */
  choose({ name, serving, next }: Endpoint, wished?: string): { deployment: Deployment; variant: Variant } | undefined {
    const { random = Math.random } = this.options;
    const share = this.shares.get(name) ?? 0;
    const deployment = next && random() < share ? next : serving!;
    const variants = deployment.variants.filter((variant) => wished === undefined || variant.name === wished);
    let left = random() * variants.reduce((sum, { weight }) => sum + weight, 0);
    const variant = variants.find(({ weight }) => (left -= weight) < 0) ?? variants.at(-1);
    return variant && { deployment, variant };
  }

  /** Whether a serverless variant is still being provisioned. */
  isCold({ deployedAt }: Deployment, { serverless }: Variant): boolean {
    return serverless !== undefined && deployedAt !== undefined && this.now() - deployedAt < this.options.coldMs;
  }

  /** The models of a variant, read once. */
  async modelsOf(deployment: Deployment, variant: Variant): Promise<BoostedTrees[]> {
    const file = this.fileOf(deployment, variant);
    let models = this.models.get(file);
    if (!models) {
      this.models.set(file, (models = readModelArchive(createReadStream(file))));
      // What went wrong once may go well the next time.
      models.catch(() => this.models.delete(file));
    }
    return models;
  }

  private now = (): number => this.options.now().getTime();

  private fileOf(deployment: Deployment, variant: Variant): string {
    return join(this.options.folder, deployment.id, `${deployment.variants.indexOf(variant)}.tar.gz`);
  }

  private async run(name: string): Promise<void> {
    const { status, next } = this.endpoints.get(name);
    if (status === "Deleting") {
      await this.pause();
      await this.endpoints.update(name, () => undefined);
    } else if (status === "RollingBack") {
      await this.pause();
      await this.change(name, { status: "InService", next: undefined });
    } else {
      const trouble = await this.options.trouble?.ofJob("Endpoint", this.closing.signal);
      if (trouble === "hangs") return void (await once(this.closing.signal, "abort"));
      const problem = trouble ? "Asked for by --trouble: the endpoint fails." : await this.mount(next!);
      await this.pause();
      if (problem === undefined) await this.shift(name, next!, status === "Creating");
      else if (status === "Creating") await this.change(name, { status: "Failed", failureReason: problem });
      else {
        await this.change(name, { status: "RollingBack", failureReason: problem });
        return this.run(name);
      }
    }
    await this.sweep();
  }

  /** Lets traffic go over, all at once or step by step. */
  private async shift(name: string, next: Deployment, isNew: boolean): Promise<void> {
    const { deploymentConfig } = this.endpoints.get(name);
    if (!isNew)
      for (const { share, ms } of trafficSteps(deploymentConfig)) {
        this.shares.set(name, share);
        await this.pause(ms);
      }
    const serving = isNew ? { ...next, deployedAt: this.now() } : next;
    await this.change(name, { status: "InService", serving, next: undefined });
    this.shares.delete(name);
  }

  /** @returns FailureReason, or undefined when all models are there */
  private async mount(deployment: Deployment): Promise<string | undefined> {
    for (const variant of deployment.variants) {
      try {
        const file = this.fileOf(deployment, variant);
        const { bucket, key } = parseS3Url(variant.dataUrl);
        await mkdir(join(this.options.folder, deployment.id), { recursive: true });
        await copyFile(this.store.contentFile(bucket, this.store.head(bucket, key)), file);
        this.models.delete(file);
        await this.modelsOf(deployment, variant);
      } catch (error) {
        return `The primary container for production variant ${variant.name} did not pass the ping health check. Please check CloudWatch logs for this endpoint. (Local service: ${variant.dataUrl}: ${(error as Error).message})`.slice(
          0,
          MAX_REASON,
        );
      }
    }
    return undefined;
  }

  private async change(name: string, change: Partial<Endpoint>): Promise<void> {
    await this.endpoints.update(name, (endpoint) => ({ ...endpoint, ...change, modifiedAt: this.now() }));
  }

  private async pause(ms = this.options.stateMs): Promise<void> {
    await sleep(ms, undefined, { signal: this.closing.signal });
  }

  /** Removes what no endpoint serves with any more. */
  private async sweep(): Promise<void> {
    const used = this.endpoints.list().flatMap(({ serving, next }) => [serving?.id, next?.id]);
    for (const id of await readdir(this.options.folder)) {
      if (used.includes(id)) continue;
      await rm(join(this.options.folder, id), { recursive: true, force: true });
      for (const file of this.models.keys())
        if (file.startsWith(join(this.options.folder, id))) this.models.delete(file);
    }
  }
}

// ---

/** FailureReason's length in the service model. */
const MAX_REASON = 1024;
