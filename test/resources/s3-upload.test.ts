import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { uploadDigest } from "../../plan/digests";
import { uploadKeys } from "../../plan/identity";
import { s3 } from "../../resources/cloud/clients";
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
    const keys = { "features.csv": `${digest}.csv` };
    const upload = { ...common, bucket: "bucket", target: "policy", folder: "build", tags: {} };
    inputs = { ...upload, keys, digest, features: digest, rows, classes };
    cloud.operations();
  });
  after(() => cloud.stop());

  const under = (key: string) => ({ ...inputs, keys: { "features.csv": key } });

  it("sends the features, encrypted, with their digest", async () => {
    const { id, outs } = await lifecycle.create(inputs);
    assert.equal(id, `s3://bucket/${inputs.digest}.csv`);
    const object = cloud.store.head("bucket", `${inputs.digest}.csv`);
    assert.equal(object.headers["x-amz-server-side-encryption"], "AES256");
    assert.equal(object.headers["x-amz-meta-features-digest"], inputs.digest);
    assert.equal(
      readFileSync(cloud.store.contentFile("bucket", object), "utf8"),
      readFileSync("build/features.csv", "utf8"),
    );
    assert.deepEqual(await lifecycle.read(id, outs), { id, props: outs });
  });

  it("keeps the profile of the rows in the state, without a number in it", async () => {
    const { outs } = await lifecycle.create(inputs);
    const { profile, equalRows, ambiguous } = outs;
    assert.deepEqual(profile[0], { name: "policy", type: "CATEGORICAL", missing: 0, distinct: 2 });
    assert.deepEqual(profile[1], { name: "length", type: "NUMERIC", missing: 0, distinct: 1, minimum: 2, maximum: 2 });
    assert.deepEqual([equalRows, ambiguous], [0, { features: 0, rows: 0 }]);
    // W1 is 1153 in base 36.
    assert.doesNotMatch(JSON.stringify(outs), /W1|U2|1153|1082/);
  });

  it("sends both files of a stable split, and takes both away", async () => {
    const holdOut = { strategy: "stable", trainingPercent: 50, seed: "s" } as const;
    const rows = Array.from({ length: 40 }, (_, i) => `W${i},${i % 2 ? "AETNA" : "CIGNA"}`);
    const manifest = await cloud.transform(rows, holdOut);
    const digest = uploadDigest(manifest);
    const keys = uploadKeys("stack", digest, Object.keys(manifest.files));
    const { id, outs } = await lifecycle.create({ ...inputs, digest, keys });
    assert.deepEqual(await lifecycle.read(id, outs), { id, props: outs });
    for (const [file, key] of Object.entries(keys)) {
      const object = cloud.store.head("bucket", key);
      const sent = readFileSync(cloud.store.contentFile("bucket", object), "utf8");
      assert.equal(sent, readFileSync(`build/${file}`, "utf8"));
    }
    assert.equal(cloud.operations().filter((operation) => operation === "PutObject").length, 2);
    await lifecycle.delete(id, outs);
    assert.equal(cloud.operations().filter((operation) => operation === "DeleteObject").length, 2);
    assert.deepEqual(await lifecycle.read(id, outs), {});
  });

  it("does not send again what is there", async () => {
    await lifecycle.create(inputs);
    cloud.operations();
    await lifecycle.create(inputs);
    assert.ok(!cloud.operations().includes("PutObject"));
  });

  it("sends once when two runs send the same", async () => {
    await Promise.all([1, 2, 3].map(() => lifecycle.create(under("raced.csv"))));
    assert.equal(cloud.operations().filter((operation) => operation === "PutObject").length, 1);
  });

  it("refuses features that changed since they were planned", async () => {
    await cloud.transform(["W1,AETNA", "U3,CIGNA"]);
    await assert.rejects(lifecycle.create(under("changed.csv")), /a file changed during this run/);
    const { digest } = await cloud.transform(["W1,AETNA", "U2,CIGNA"]);
    appendFileSync("build/features.csv", "tampered\n");
    await assert.rejects(lifecycle.create({ ...under("changed.csv"), digest }), /a file changed during this run/);
    assert.ok(!cloud.operations().includes("PutObject"));
  });

  it("refuses an object under its key that holds something else", async () => {
    await (await s3(common)).send(new PutObjectCommand({ Bucket: "bucket", Key: "foreign.csv", Body: "x" }));
    await assert.rejects(lifecycle.create(under("foreign.csv")), /got an object without one.*Delete that object/);
  });

  it("takes an object that was written over for gone", async () => {
    const { id, outs } = await lifecycle.create(under("over.csv"));
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
