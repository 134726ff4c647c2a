import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  MachineLearningClient,
  PredictCommand,
} from "@aws-sdk/client-machine-learning";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { State } from "../../local-aws/machine-learning/state";
import { Clone, nothingChanged } from "../integration/clone";

const POLICIES = ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"];
/** Files in S3 of a generation beside its features: of predictions, results and manifest; of a report. */
const [RESULTS, REPORT] = [2, 5];
const clientOf = (clone: Clone, endpoint: string) =>
  new MachineLearningClient({ endpoint, region: "us-east-1", credentials: clone.credentials(), maxAttempts: 1 });

interface Outputs {
  AWS_ML_MODEL_ID: string;
  AWS_ML_PREDICTION_URL: string;
  serving: string;
}

/** A stack that is made to live for long, and what happens to such. */
class Life extends Clone {
  /** Whether the endpoint of the serving model answers. */
  async answers(): Promise<boolean> {
    const { AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = await this.facts();
    return this.isAnswering(AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL);
  }

  async isAnswering(MLModelId: string, url: string): Promise<boolean> {
    const request = { MLModelId, Record: { length: "7" }, PredictEndpoint: url };
    const { Prediction } = await clientOf(this, url).send(new PredictCommand(request));
    return Object.keys(Prediction?.predictedScores ?? {}).length > 1;
  }

  async facts(): Promise<Outputs> {
    return (await this.outputs()) as unknown as Outputs;
  }

  /** The live entities of a kind, and which models have an endpoint. */
  async live(): Promise<Record<string, number>> {
    const state = await State.open(join(this.data, "machine-learning"), () => new Date());
    const alive = (kind: "DataSource" | "MLModel" | "Evaluation") =>
      state.list(kind).filter(({ status }) => status !== "DELETED");
    return {
      dataSources: alive("DataSource").length,
      models: alive("MLModel").length,
      evaluations: alive("Evaluation").length,
      endpoints: alive("MLModel").filter(({ endpoint }) => endpoint).length,
    };
  }

  /** How many objects are in the stack's bucket. */
  async objects(): Promise<number> {
    const { client, Bucket } = await this.bucket();
    return (await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount!;
  }

  /** Takes all objects of a name out of the bucket; gives what puts them back as they were. */
  async takeAway(name: string): Promise<() => Promise<void>> {
    const { client, Bucket } = await this.bucket();
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    const keys = Contents.map(({ Key }) => Key!).filter((key) => key.endsWith(`/${name}`));
    const taken = await Promise.all(
      keys.map(async (Key) => {
        const { Body, Metadata, ServerSideEncryption } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return { Bucket, Key, Body: await Body!.transformToByteArray(), Metadata, ServerSideEncryption };
      }),
    );
    for (const Key of keys) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    return async () => {
      for (const object of taken) await client.send(new PutObjectCommand(object));
    };
  }

  private async bucket(): Promise<{ client: S3Client; Bucket: string }> {
    const { AWS_ML_PREDICTION_URL: endpoint } = await this.facts();
    const client = new S3Client({
      endpoint,
      region: "us-east-1",
      credentials: this.credentials(),
      forcePathStyle: true,
    });
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    return { client, Bucket: Buckets[0].Name! };
  }

  /** How often each mutating operation was answered since the last time. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const operation of this.mutations()) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }

  async failingUp(...args: string[]): Promise<string> {
    const { status, output } = await this.pulumi("up", "--yes", "--skip-preview", ...args);
    assert.notEqual(status, 0, output);
    return output;
  }

  /** Makes a lifecycle method of the clone's own code fail, until it is mended. */
  break(module: string, method: string, message: string): () => void {
    const file = join(this.folder, "resources", `${module}.ts`);
    const whole = readFileSync(file, "utf8");
    appendFileSync(file, `\nlifecycle.${method} = () => Promise.reject(new Error(${JSON.stringify(message)}));\n`);
    return () => writeFileSync(file, whole);
  }
}

describe("a stack that lives for long", function () {
  this.timeout(10 * 60_000);
  this.bail(true);
  const life = new Life();
  before(async () => {
    await life.init(400, POLICIES);
    await life.up();
  });
  after(() => life.remove());
  const planned = () =>
    JSON.parse(readFileSync(join(life.folder, "build/plan.json"), "utf8")) as { generation: string };

  it("keeps three generations with their data, and two endpoints, through ten retrains", async () => {
    for (let i = 1; i <= 10; i++) {
      life.relabel(i);
      await life.up();
      assert.ok(await life.answers());
    }
    assert.deepEqual(await life.live(), { dataSources: 6, models: 3, evaluations: 3, endpoints: 2 });
    assert.equal((await life.status()).kept.length, 3);
    const state = await life.stateRows();
    const ofType = (type: string) => Object.keys(state).filter((urn) => urn.includes(`ml-learn:${type}::`)).length;
    assert.deepEqual(["S3Upload", "DataSource", "MLModel", "RealtimeEndpoint"].map(ofType), [3, 6, 3, 2]);
    assert.equal(await life.objects(), 3 * (2 + RESULTS + REPORT));
    assert.match(await life.up(), nothingChanged);
  });

  it("keeps for good what is held, beside the newest, until it is let go", async () => {
    const first = (await life.facts()).serving;
    assert.match(
      (await life.run("npm", ["run", "-s", "hold", "--", first.slice(0, 12)])).output,
      /is held: no run deletes it/,
    );
    for (const rows of [11, 12, 13]) {
      life.relabel(rows);
      await life.up();
    }
    const kept = async () => (await life.status()).generations.map(({ generation }) => generation);
    assert.equal((await kept()).length, 4);
    assert.ok((await kept()).includes(first));
    const wrong = await life.run("npm", ["run", "-s", "hold", "--", "0123456789ab"]);
    assert.match(wrong.output, /Expected at least 7 digits of one kept generation, got '0123456789ab'\. Kept are:/);
    await life.run("npm", ["run", "-s", "hold", "--", first.slice(0, 12), "--release"]);
    assert.match(await life.up(), /It will delete generation/);
    assert.ok(!(await kept()).includes(first));
  });

  it("trains A again under the next id when B, C and D have pushed it out, and not when it is kept", async () => {
    const serve = async (rows: number) => {
      life.relabel(rows);
      life.counts();
      await life.up();
      return { ...(await life.facts()), trained: life.counts().CreateMLModel ?? 0 };
    };
    const a = await serve(21);
    for (const rows of [22, 23]) await serve(rows);
    const back = await serve(21);
    assert.deepEqual([back.AWS_ML_MODEL_ID, back.trained], [a.AWS_ML_MODEL_ID, 0]);
    for (const rows of [24, 25, 26]) await serve(rows);
    const again = await serve(21);
    assert.deepEqual([again.serving, again.AWS_ML_MODEL_ID, again.trained], [a.serving, `${a.AWS_ML_MODEL_ID}-2`, 1]);
  });

  it("shows why a model FAILED, tries it once a run under the next suffix, and leaves what serves alone", async () => {
    const before = await life.facts();
    await life.set({ maxPasses: 7 });
    const bringBack = await life.takeAway("training.csv");
    life.counts();
    const first = await life.failingUp();
    assert.match(first, /The model ml-[0-9a-f-]+ ended as FAILED: .*training\.csv/);
    assert.equal(life.counts().CreateMLModel, 1);
    const second = await life.failingUp();
    assert.match(second, /The model ml-[0-9a-f-]+-2 ended as FAILED/);
    const { CreateMLModel, DeleteMLModel, ...others } = life.counts();
    assert.deepEqual([CreateMLModel, DeleteMLModel, others], [1, 1, {}]);
    assert.deepEqual({ ...(await life.facts()) }, before);
    assert.ok(await life.answers());
    assert.match(
      await life.succeed("preview"),
      /An earlier run began this generation and did not end it: it lacks its model/,
    );
    await bringBack();
  });

  it("serves a pin while the new generation fails, then goes on with other data, and clears what failed away", async () => {
    const failed = planned().generation.slice(0, 12);
    const { generations } = await life.status();
    const older = generations.find(({ role }) => role === "answers")!.generation.slice(0, 12);
    await life.set({ serve: older });
    const output = await life.up();
    assert.match(output, new RegExp(`It will delete generation .*${failed} .*: half made: it lacks its model`));
    assert.ok((await life.facts()).serving.startsWith(older));
    assert.ok(await life.answers());
    await life.succeed("config", "rm", "ml-learn:serve");
    await life.set({ maxPasses: 20 });
    life.relabel(32);
    await life.up();
    assert.ok(await life.answers());
    assert.equal((await life.live()).models, 3);
  });

  it("serves the new generation when an old one cannot be deleted, and deletes it in the next run", async () => {
    const mend = life.break("s3-upload", "delete", "the bucket is locked");
    life.relabel(33);
    assert.match(await life.failingUp(), /the bucket is locked/);
    assert.equal((await life.facts()).serving, planned().generation);
    assert.ok(await life.answers());
    mend();
    assert.match(await life.up(), /1 deleted/);
    assert.match(await life.up(), nothingChanged);
    assert.deepEqual(await life.live(), { dataSources: 6, models: 3, evaluations: 3, endpoints: 2 });
    assert.equal(await life.objects(), 3 * (2 + RESULTS + REPORT));
  });

  it("loses nothing when an endpoint cannot be mounted, and goes on where it stood", async () => {
    const before = await life.facts();
    const mend = life.break("amazon-ml/realtime-endpoint", "create", "no capacity");
    life.relabel(34);
    assert.match(await life.failingUp(), /no capacity/);
    assert.deepEqual(await life.facts(), before);
    assert.ok(await life.answers());
    mend();
    life.counts();
    await life.up();
    assert.deepEqual(life.counts().CreateMLModel, undefined);
    assert.equal((await life.facts()).serving, planned().generation);
  });

  it("loses nothing by an up of some targets, old or new", async () => {
    const before = await life.facts();
    const urns = Object.keys(await life.stateRows());
    const old = urns.find((urn) => urn.includes("MLModel::model-") && !urn.includes(before.serving.slice(0, 12)))!;
    await life.pulumi("up", "--yes", "--skip-preview", "--target", old);
    assert.deepEqual(await life.facts(), before);
    life.relabel(35);
    await life.succeed("preview");
    const upload = old.replace(/ml-learn:index:Generation\$.*$/, "");
    const target = `${upload}pulumi-nodejs:dynamic/ml-learn:S3Upload::**`;
    await life.pulumi("up", "--yes", "--skip-preview", "--target", target);
    assert.equal((await life.facts()).serving, before.serving);
    assert.ok(await life.answers());
    assert.equal((await life.live()).endpoints, 2);
    await life.up();
    assert.equal((await life.facts()).serving, planned().generation);
    assert.match(await life.up(), nothingChanged);
  });

  it("takes no endpoint down when the output that says what serves is lost", async () => {
    const state = JSON.parse(await life.succeed("stack", "export")) as {
      deployment: { resources: { type: string; outputs: Record<string, unknown> }[] };
    };
    const stack = state.deployment.resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
    delete stack.outputs.serving;
    const file = join(life.folder, "build", "state.json");
    writeFileSync(file, JSON.stringify(state));
    await life.succeed("stack", "import", "--file", file);
    life.relabel(36);
    life.counts();
    await life.up();
    assert.equal(life.counts().DeleteRealtimeEndpoint, undefined);
    assert.equal((await life.live()).endpoints, 3);
    life.relabel(37);
    await life.up();
    assert.equal((await life.live()).endpoints, 2);
  });

  it("drops a kept generation whose model was deleted behind its back, and rebuilds nothing of it", async () => {
    const { AWS_ML_PREDICTION_URL: url } = await life.facts();
    const { generations } = await life.status();
    const lost = generations.find(({ role }) => role === "answers")!.generation.slice(0, 12);
    const models = Object.values(await life.stateRows()).filter((row) => "trainingDataSourceId" in row);
    const id = models.find(({ generation }) => String(generation).startsWith(lost))!.modelId as string;
    const client = clientOf(life, url);
    await client.send(new DeleteRealtimeEndpointCommand({ MLModelId: id }));
    await client.send(new DeleteMLModelCommand({ MLModelId: id }));
    await life.succeed("refresh", "--yes");
    life.counts();
    assert.match(await life.up(), new RegExp(`It will delete what is left of generation ${lost}, whose model is gone`));
    const counts = life.counts();
    assert.deepEqual(
      [counts.CreateMLModel, counts.CreateEvaluation, counts.CreateRealtimeEndpoint],
      [undefined, undefined, undefined],
    );
    assert.ok(!JSON.stringify(Object.keys(await life.stateRows())).includes(lost));
    assert.ok(await life.answers());
    assert.match(await life.up(), nothingChanged);
  });

  it("shares the service with another stack of the same rows, and neither harms the other", async () => {
    const other = { PULUMI_STACK: "other" };
    const run = async (...args: string[]) => {
      const { status, output } = await life.run("npx", ["pulumi", ...args], other);
      assert.equal(status, 0, output);
      return output;
    };
    await run("stack", "init", "other", "--no-select");
    await run("config", "set", "ml-learn:maxPasses", "20");
    await run("up", "--yes", "--skip-preview");
    const theirs = JSON.parse(await run("stack", "output", "--json")) as Outputs;
    const ours = await life.facts();
    assert.equal(theirs.serving, ours.serving);
    assert.notEqual(theirs.AWS_ML_MODEL_ID, ours.AWS_ML_MODEL_ID);
    assert.ok(await life.isAnswering(theirs.AWS_ML_MODEL_ID, theirs.AWS_ML_PREDICTION_URL));
    await run("destroy", "--yes", "--skip-preview");
    assert.ok(await life.answers());
    assert.match(await life.up(), nothingChanged);
    await life.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(await life.health(), undefined);
  });
});

describe("clients of a stack that retrains", function () {
  this.timeout(5 * 60_000);
  const life = new Life();
  before(async () => {
    await life.init(400, POLICIES);
    await life.up();
  });
  after(() => life.remove());

  it("never get a failed answer: neither who keeps the old id, nor who reads the output each second", async () => {
    const first = await life.facts();
    const client = clientOf(life, first.AWS_ML_PREDICTION_URL);
    let isOver = false;
    let current = first.AWS_ML_MODEL_ID;
    const answers: Record<string, number> = {};
    const failures: unknown[] = [];
    /** Asks 20 times a second. */
    const ask = async (modelId: () => string) => {
      while (!isOver) {
        const [MLModelId, begin] = [modelId(), Date.now()];
        try {
          await client.send(
            new PredictCommand({ MLModelId, Record: { length: "7" }, PredictEndpoint: first.AWS_ML_PREDICTION_URL }),
          );
          answers[MLModelId] = (answers[MLModelId] ?? 0) + 1;
        } catch (error) {
          failures.push(error);
        }
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, 50 - (Date.now() - begin))));
      }
    };
    const follow = async () => {
      while (!isOver) {
        current = (await life.facts()).AWS_ML_MODEL_ID;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    const clients = [ask(() => first.AWS_ML_MODEL_ID), ask(() => current), follow()];
    life.relabel(40);
    await life.up();
    const { AWS_ML_MODEL_ID } = await life.facts();
    assert.notEqual(AWS_ML_MODEL_ID, first.AWS_ML_MODEL_ID);
    while ((answers[AWS_ML_MODEL_ID] ?? 0) < 20) await new Promise((resolve) => setTimeout(resolve, 100));
    isOver = true;
    await Promise.all(clients);
    assert.deepEqual(failures, []);
    assert.ok(answers[first.AWS_ML_MODEL_ID] > 50, JSON.stringify(answers));
  });

  it("wait for a refused run at most twice as long as for a good one", async () => {
    const timed = async (args: string[]) => {
      const begin = Date.now();
      await life.pulumi(...args);
      return Date.now() - begin;
    };
    const good = await timed(["preview"]);
    await life.set({ keep: 0 });
    const refused = await timed(["preview"]);
    assert.ok(refused < 2 * good, `${refused} ms and ${good} ms`);
  });
});
