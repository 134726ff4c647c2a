import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import {
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  DeleteTagsCommand,
  MachineLearningClient,
} from "@aws-sdk/client-machine-learning";
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { Clone, nothingChanged } from "../integration/clone";

/** What is forced, lost or taken away by hand must not take what serves with it. */
describe("a stack that is not left alone", function () {
  this.timeout(180_000);
  this.bail(true);
  const clone = new Clone();
  let modelId: string;
  let endpoint: string;

  before(async () => {
    await clone.init(400, ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"]);
    await clone.up();
    ({ AWS_ML_MODEL_ID: modelId, AWS_ML_PREDICTION_URL: endpoint } = (await clone.outputs()) as Record<string, string>);
  });
  after(() => clone.remove());

  const client = () => ({ region: "us-east-1", endpoint, credentials: clone.credentials() });
  const machineLearning = () => new MachineLearningClient(client());
  const learn = () => clone.run("npm", ["run", "-s", "ml:learn"]);
  const answers = async () => (await clone.run("npm", ["run", "-s", "predict", "--", "WXY5678"])).status === 0;
  const told = async () => (await fetch(`${endpoint}/serving`)).json() as Promise<{ modelId: string }[]>;
  const urnOf = async (type: string) =>
    Object.keys(await clone.stateRows()).find((urn) => urn.includes(`ml-learn:${type}::`))!;

  it("refuses to replace what is there, by any force, before anything is deleted", async () => {
    clone.mutations();
    for (const type of ["MLModel", "RealtimeEndpoint", "S3Upload"]) {
      const { status, output } = await clone.pulumi("up", "--yes", "--skip-preview", "--replace", await urnOf(type));
      assert.notEqual(status, 0);
      assert.match(output, /it is never replaced: .*Nothing was changed\./);
    }
    await clone.succeed("state", "taint", await urnOf("MLModel"), "--yes");
    const { status, output } = await clone.pulumi("preview");
    assert.notEqual(status, 0);
    assert.match(output, /`pulumi state untaint` takes a mark back/);
    await clone.succeed("state", "untaint", await urnOf("MLModel"), "--yes");
    assert.match(await clone.up(), nothingChanged);
    assert.deepEqual(clone.mutations(), []);
    assert.ok(await answers());
  });

  it("shows the outputs of a run that fails as what they are", async () => {
    const { output } = await clone.pulumi("up", "--yes", "--skip-preview", "--replace", await urnOf("MLModel"));
    assert.match(output, new RegExp(`^ {4}AWS_ML_MODEL_ID *: "${modelId}"`, "m"));
    assert.doesNotMatch(output, /^ {2}- AWS_ML_MODEL_ID/m);
  });

  it("tells again which model serves, when the tag that says so was taken away", async () => {
    const tag = { ResourceId: modelId, ResourceType: "MLModel", TagKeys: ["serving-since", "project"] } as const;
    await machineLearning().send(new DeleteTagsCommand({ ...tag, TagKeys: [...tag.TagKeys] }));
    assert.deepEqual(await told(), []);
    assert.match(await clone.succeed("preview"), /But the model ml-\S+ has lost its tag serving-since\./);
    const { status, output } = await learn();
    assert.equal(status, 0, output);
    assert.match(output, /What serves is not as it was left: the model ml-\S+ has lost its tag serving-since\./);
    assert.deepEqual(
      (await told()).map(({ modelId }) => modelId),
      [modelId],
    );
    assert.match(await clone.up(), nothingChanged);
  });

  it("goes on to new data when all predictions and reports in the bucket are gone, and writes them again", async () => {
    const store = new S3Client({ ...client(), forcePathStyle: true });
    const bucket = Object.values(await clone.stateRows()).find(({ bucket }) => bucket)!.bucket as string;
    for (const Prefix of ["predictions/", "reports/"]) {
      const { Contents = [] } = await store.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      assert.ok(Contents.length > 0);
      for (const { Key } of Contents) await store.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }
    clone.relabel(40);
    await clone.succeed("up", "--yes", "--skip-preview", "--refresh");
    const now = await clone.outputs();
    assert.notEqual(now.AWS_ML_MODEL_ID, modelId);
    assert.match(await clone.up(), nothingChanged);
    const { Contents = [] } = await store.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "reports/" }));
    assert.deepEqual(Contents.filter(({ Key }) => Key!.endsWith("report.html")).length, 2);
    modelId = now.AWS_ML_MODEL_ID as string;
  });

  it("says in a preview that what serves is gone, stops an up, and is made whole by ml:learn", async () => {
    await machineLearning().send(new DeleteRealtimeEndpointCommand({ MLModelId: modelId }));
    await machineLearning().send(new DeleteMLModelCommand({ MLModelId: modelId }));
    assert.match(await clone.succeed("preview"), /What serves does not answer: the model ml-\S+ is gone\. Run `pulumi/);
    const { status, output } = await clone.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(status, 0);
    assert.match(output, /What serves does not answer/);
    const healed = await learn();
    assert.equal(healed.status, 0, healed.output);
    assert.match(healed.output, /What serves was made whole again, and answers\.[^]*serves\.\s*$/);
    assert.ok(await answers());
  });

  it("is made whole by ml:learn when the local service's folder is gone", async () => {
    rmSync(clone.data, { recursive: true });
    const { status, output } = await learn();
    assert.equal(status, 0, output);
    assert.match(output, /What serves was made whole again, and answers\./);
    assert.ok(await answers());
  });
});
