import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../resources/clients";
import { lifecycle } from "../../resources/s3-upload";
import { common, LocalCloud } from "./local-cloud";

describe("S3 upload", () => {
  const cloud = new LocalCloud();
  let inputs: Parameters<typeof lifecycle.create>[0];

  before(async () => {
    await cloud.start();
  });
  beforeEach(async () => {
    const { digest, rows, classes } = await cloud.transform(["W1,AETNA", "U2,CIGNA"]);
    inputs = { ...common, bucket: "bucket", key: `${digest}.csv`, digest, folder: "build", rows, classes };
    cloud.operations();
  });
  after(() => cloud.stop());

  it("sends the features, encrypted, with their digest", async () => {
    const { id, outs } = await lifecycle.create(inputs);
    assert.equal(id, `s3://bucket/${inputs.key}`);
    const object = cloud.store.head("bucket", inputs.key);
    assert.equal(object.headers["x-amz-server-side-encryption"], "AES256");
    assert.equal(object.headers["x-amz-meta-features-digest"], inputs.digest);
    assert.equal(
      readFileSync(cloud.store.contentFile("bucket", object), "utf8"),
      readFileSync("build/features.csv", "utf8"),
    );
    assert.deepEqual(await lifecycle.read(id, outs), { id, props: outs });
  });

  it("does not send again what is there", async () => {
    await lifecycle.create(inputs);
    assert.ok(!cloud.operations().includes("PutObject"));
  });

  it("sends once when two runs send the same", async () => {
    const key = "raced.csv";
    await Promise.all([1, 2, 3].map(() => lifecycle.create({ ...inputs, key })));
    assert.equal(cloud.operations().filter((operation) => operation === "PutObject").length, 1);
  });

  it("refuses features that changed since they were planned", async () => {
    await cloud.transform(["W1,AETNA", "U3,CIGNA"]);
    await assert.rejects(lifecycle.create({ ...inputs, key: "changed.csv" }), /a file changed during this run/);
    const { digest } = await cloud.transform(["W1,AETNA", "U2,CIGNA"]);
    appendFileSync("build/features.csv", "tampered\n");
    await assert.rejects(lifecycle.create({ ...inputs, digest, key: "changed.csv" }), /a file changed during this run/);
    assert.ok(!cloud.operations().includes("PutObject"));
  });

  it("refuses an object under its key that holds something else", async () => {
    await (await s3(common)).send(new PutObjectCommand({ Bucket: "bucket", Key: "foreign.csv", Body: "x" }));
    await assert.rejects(
      lifecycle.create({ ...inputs, key: "foreign.csv" }),
      /got an object without one.*Delete that object/,
    );
  });

  it("takes an object that was written over for gone", async () => {
    const { id, outs } = await lifecycle.create({ ...inputs, key: "over.csv" });
    await (await s3(common)).send(new PutObjectCommand({ Bucket: "bucket", Key: "over.csv", Body: "x" }));
    assert.deepEqual(await lifecycle.read(id, outs), {});
  });

  it("is deleted twice without error", async () => {
    const { id, outs } = await lifecycle.create(inputs);
    await lifecycle.delete(id, outs);
    await lifecycle.delete(id, outs);
    assert.deepEqual(await lifecycle.read(id, outs), {});
  });
});
