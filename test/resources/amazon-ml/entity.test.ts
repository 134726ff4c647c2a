import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { lifecycle as dataSource } from "../../../resources/amazon-ml/data-source";
import { lifecycle as evaluation } from "../../../resources/amazon-ml/evaluation";
import { lifecycle as mlModel } from "../../../resources/amazon-ml/ml-model";
import { lifecycle as realtimeEndpoint } from "../../../resources/amazon-ml/realtime-endpoint";
import { lifecycle as s3Upload } from "../../../resources/s3-upload";
import { makeTemporaryFolder } from "../../temporary-folder";
import { common, LocalCloud } from "../local-cloud";

const tags = { project: "ml-learn", stack: "test" };
const entity = { ...common, tags, timeoutMinutes: 1 };
const examples = ["0", "17", "32"].map((digit_1) => ({ length: "7", digit_1 }));
const whole = JSON.stringify({ splitting: { percentBegin: 0, percentEnd: 100 } });

/** An init error, as Pulumi wants it. */
interface InitError extends Error {
  id: string;
  properties: Record<string, unknown>;
  reasons: string[];
}

describe("entities of Amazon ML", () => {
  const cloud = new LocalCloud();
  let source: Record<string, unknown>;
  const upload = { ...common, bucket: "bucket", target: "policy", folder: "build", tags: {} };
  const model = {
    ...entity,
    generation: "g",
    dataset: "d",
    definition: "insurance-number",
    approvedBy: "",
    examples: [],
    modelType: "MULTICLASS" as const,
    recipe: "",
    parameters: { "sgd.maxPasses": "2" },
    trainingDataSourceId: "tr",
  };

  before(async () => {
    await cloud.start();
    const { digest, rows, classes, schema } = await cloud.transform(["W1,AETNA", "U2,CIGNA", "W3,AETNA", "U4,CIGNA"]);
    const keys = { "features.csv": "features.csv" };
    await s3Upload.create({ ...upload, keys, digest, features: digest, rows, classes });
    source = {
      ...entity,
      dataset: "d",
      upload: "u",
      splitIdentity: "{}",
      side: "training",
      bucket: "bucket",
      key: "features.csv",
      schema,
      split: whole,
    };
    await dataSource.create({ ...source, dataSourceId: "tr" } as never);
  });
  after(() => cloud.stop());

  it("are created, waited for and tagged; the outputs are plain JSON", async () => {
    const { id, outs } = await mlModel.create({ ...model, modelId: "ml-made" });
    assert.equal(id, "ml-made");
    assert.equal(outs.status, "COMPLETED");
    assert.equal(outs.modelId, "ml-made");
    assert.ok(outs.sizeInBytes! > 0);
    assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
    assert.deepEqual(cloud.state.get("MLModel", "ml-made").tags, tags);
  });

  it("are adopted when they are there, and trained once", async () => {
    await mlModel.create({ ...model, modelId: "ml-adopted" });
    cloud.operations();
    const { id } = await mlModel.create({ ...model, modelId: "ml-adopted" });
    assert.equal(id, "ml-adopted");
    const { startedAt } = cloud.state.get("MLModel", "ml-adopted");
    await mlModel.create({ ...model, modelId: "ml-adopted" });
    assert.equal(cloud.state.get("MLModel", "ml-adopted").startedAt, startedAt);
  });

  it("are waited for when another run has begun them", async () => {
    const both = await Promise.all([1, 2].map(() => mlModel.create({ ...model, modelId: "ml-both" })));
    assert.deepEqual(
      both.map(({ outs }) => (outs as { status: string }).status),
      ["COMPLETED", "COMPLETED"],
    );
  });

  it("are refused when they were made with other parameters", async () => {
    await mlModel.create({ ...model, modelId: "ml-other" });
    await assert.rejects(
      mlModel.create({ ...model, modelId: "ml-other", parameters: { "sgd.maxPasses": "3" } }),
      /ml-other exists and was made with other parameters/,
    );
  });

  it("get the next suffix after one that was deleted, and keep it", async () => {
    for (const expected of ["ml-again", "ml-again-2", "ml-again-3"]) {
      const { id, outs } = await mlModel.create({ ...model, modelId: "ml-again" });
      assert.equal(id, expected);
      assert.equal(outs.modelId, expected);
      assert.equal((await mlModel.update(id, outs, { ...model, modelId: "ml-again" })).outs.modelId, expected);
      await mlModel.delete(id, outs);
    }
  });

  it("fail with an init error that keeps what is known, and are tried again under the next suffix", async () => {
    const bad = { ...source, key: "later.csv", dataSourceId: "tr-late" } as never;
    const error = (await dataSource.create(bad).catch((caught: unknown) => caught)) as InitError;
    assert.equal(error.id, "tr-late");
    assert.equal(error.reasons.length, 1);
    assert.match(error.reasons[0], /tr-late ended as FAILED: .*later\.csv.*does not exist/);
    assert.equal(error.properties.status, "FAILED");
    const { digest, rows, classes } = await cloud.transform(["W1,AETNA", "U2,CIGNA", "W3,AETNA", "U5,CIGNA"]);
    const keys = { "features.csv": "later.csv" };
    await s3Upload.create({ ...upload, keys, digest, features: digest, rows, classes });
    const { outs } = await dataSource.update("tr-late", error.properties as never, bad);
    assert.deepEqual([outs.dataSourceId, outs.status], ["tr-late-2", "COMPLETED"]);
    assert.equal(cloud.state.get("DataSource", "tr-late").status, "DELETED");
  });

  it("are an init error that resumes when the time to wait is over", async () => {
    const slow = { ...model, modelId: "ml-slow", parameters: { "sgd.maxPasses": "10000" }, timeoutMinutes: 1e-9 };
    const error = (await mlModel.create(slow).catch((caught: unknown) => caught)) as InitError;
    assert.match(error.reasons[0], /ml-slow is still (PENDING|INPROGRESS).*Run `pulumi up` again/);
    await mlModel.delete(error.id, error.properties as never);
  });

  it("are found by read, and gone when they are deleted or never were", async () => {
    const { id, outs } = await mlModel.create({ ...model, modelId: "ml-read" });
    assert.deepEqual(await mlModel.read(id, outs), { id, props: outs });
    await mlModel.delete(id, outs);
    assert.deepEqual(await mlModel.read(id, outs), {});
    assert.deepEqual(await mlModel.read("x", { ...outs, modelId: "nobody" }), {});
  });

  it("are deleted twice without error, never created ones too", async () => {
    const { id, outs } = await mlModel.create({ ...model, modelId: "ml-twice" });
    await mlModel.delete(id, outs);
    await mlModel.delete(id, outs);
    await mlModel.delete("x", { ...outs, modelId: "nobody" });
  });

  it("are served, proven, read, and taken down with their model", async () => {
    const { outs } = await mlModel.create({ ...model, modelId: "ml-served" });
    const inputs = { ...common, modelId: "ml-served", generation: "abc", service: "", examples, timeoutMinutes: 1 };
    cloud.operations();
    const endpoint = await realtimeEndpoint.create(inputs);
    assert.match(endpoint.outs.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(cloud.operations().filter((operation) => operation === "Predict").length, 3);
    assert.deepEqual(await realtimeEndpoint.read("ml-served", endpoint.outs), {
      id: "ml-served",
      props: endpoint.outs,
    });
    await mlModel.delete("ml-served", outs);
    assert.deepEqual(await realtimeEndpoint.read("ml-served", endpoint.outs), {});
    await realtimeEndpoint.delete("ml-served", endpoint.outs);
  });

  it("refuse an endpoint of a model that cannot serve, and leave none behind", async () => {
    const { outs } = await mlModel.create({ ...model, modelId: "ml-dead" });
    await mlModel.delete("ml-dead", outs);
    await assert.rejects(
      realtimeEndpoint.create({
        ...common,
        modelId: "ml-dead",
        generation: "abc",
        service: "",
        examples,
        timeoutMinutes: 1,
      }),
      /DELETED: expected COMPLETED/,
    );
    assert.equal(cloud.state.get("MLModel", "ml-dead").endpoint, undefined);
  });

  it("are made anew under the next suffix when what they were made of is another", async () => {
    await mlModel.create({ ...model, modelId: "ml-of" });
    await mlModel.create({ ...model, modelId: "ml-of-2" });
    const inputs = {
      ...entity,
      evaluationId: "ev-of",
      generation: "g",
      modelId: "ml-of",
      evaluationDataSourceId: "tr",
    };
    const { id, outs } = await evaluation.create(inputs);
    const updated = await evaluation.update(id, outs, { ...inputs, modelId: "ml-of-2" });
    assert.equal(updated.outs.evaluationId, "ev-of-2");
    assert.equal(cloud.state.get("Evaluation", "ev-of").status, "DELETED");
    const endpoint = { ...common, modelId: "ml-of", generation: "abc", service: "", examples, timeoutMinutes: 1 };
    const mounted = await realtimeEndpoint.create(endpoint);
    const moved = await realtimeEndpoint.update("ml-of", mounted.outs, { ...endpoint, modelId: "ml-of-2" });
    assert.equal(moved.outs.modelId, "ml-of-2");
    assert.equal(cloud.state.get("MLModel", "ml-of").endpoint, undefined);
    assert.equal(cloud.state.get("MLModel", "ml-of-2").endpoint!.status, "READY");
  });

  it("measure a model, giving the metric's name and value", async () => {
    await mlModel.create({ ...model, modelId: "ml-measured" });
    const { outs } = await evaluation.create({
      ...entity,
      evaluationId: "ev-measured",
      generation: "g",
      modelId: "ml-measured",
      evaluationDataSourceId: "tr",
    });
    assert.equal(outs.metric, "MulticlassAvgFScore");
    assert.equal(typeof outs.value, "number");
  });
});

describe("unreachable is not gone", () => {
  it("read throws when the service cannot be asked", async () => {
    const home = process.cwd();
    const folder = makeTemporaryFolder();
    const stranger = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await new Promise((resolve) => stranger.once("listening", resolve));
    try {
      process.chdir(folder);
      mkdirSync(".local/aws", { recursive: true });
      writeFileSync(".local/aws/port", String((stranger.address() as { port: number }).port));
      await assert.rejects(mlModel.read("x", { ...entity, modelId: "x" } as never), /is held by/);
    } finally {
      process.chdir(home);
      stranger.close();
      rmSync(folder, { recursive: true });
    }
  });
});
