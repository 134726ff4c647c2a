import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { CreateBucketCommand, DeleteBucketCommand } from "@aws-sdk/client-s3";
import { portOf } from "../../local-aws/process/port";
import { isLocalAwsUp, stopLocalAws } from "../../local-aws/process/start";
import { LOCAL_DATA } from "../../local-aws/process/data-folder";
import { s3 } from "../../resources/cloud/clients";
import { lifecycle } from "../../resources/local-aws";
import { makeTemporaryFolder } from "../temporary-folder";
import { common } from "./local-cloud";

describe("LocalAws", function () {
  this.timeout(60_000);
  const home = process.cwd();
  const folder = makeTemporaryFolder();
  const inputs = { ...common, bucket: "stack-a" };

  before(() => process.chdir(folder));
  after(async () => {
    await stopLocalAws(LOCAL_DATA);
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  it("starts the service and makes the bucket, again without error", async () => {
    const { id, outs } = await lifecycle.create(inputs);
    const outputs = { ...inputs, url: `http://127.0.0.1:${portOf(LOCAL_DATA)}` };
    assert.deepEqual([id, outs], ["stack-a", outputs]);
    assert.ok(await isLocalAwsUp(LOCAL_DATA));
    await lifecycle.create(inputs);
    assert.deepEqual(await lifecycle.diff("stack-a", outputs, inputs), { changes: false });
    assert.deepEqual(await lifecycle.diff("stack-a", { ...outputs, url: "http://127.0.0.1:1" }, inputs), {
      changes: true,
    });
    assert.deepEqual(await lifecycle.read("stack-a", outputs), { id: "stack-a", props: outputs });
  });

  it("has changes to make when the service is down, and starts it", async () => {
    await stopLocalAws(LOCAL_DATA);
    assert.deepEqual(await lifecycle.diff("stack-a", { ...inputs, url: "" }, inputs), { changes: true });
    await lifecycle.update("stack-a", { ...inputs, url: "" }, inputs);
    assert.ok(await isLocalAwsUp(LOCAL_DATA));
  });

  it("keeps its bucket fixed", async () => {
    const { failures } = await lifecycle.check(inputs, { ...inputs, bucket: "other" });
    assert.match(failures![0].reason, /expected 'stack-a', got 'other'/);
  });

  it("leaves the service running as long as another stack has a bucket in it", async () => {
    const client = await s3(common);
    await client.send(new CreateBucketCommand({ Bucket: "stack-b" }));
    await lifecycle.delete("stack-a", { ...inputs, url: "" });
    assert.ok(await isLocalAwsUp(LOCAL_DATA));
    assert.deepEqual(await lifecycle.read("stack-a", { ...inputs, url: "" }), {});
    await lifecycle.create(inputs);
    await client.send(new DeleteBucketCommand({ Bucket: "stack-b" }));
    await lifecycle.delete("stack-a", { ...inputs, url: "" });
    assert.ok(!(await isLocalAwsUp(LOCAL_DATA)));
    assert.ok(existsSync(LOCAL_DATA));
  });
});
