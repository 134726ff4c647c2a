import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetMLModelCommand, MachineLearningClient } from "@aws-sdk/client-machine-learning";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { localCredentials } from "../../../local-aws/http/credentials";
import { askHealth, type Health } from "../../../local-aws/process/health";
import { portFile, portOf } from "../../../local-aws/process/port";
import { createLocalAws } from "../../../local-aws/server";
import { isLocalAwsUp, startLocalAws, stopLocalAws } from "../../../local-aws/process/start";
import { makeTemporaryFolder, temporaryFolder } from "../../temporary-folder";
import { colorRows, colorSchema } from "../local-aws";

const pidOf = async (data: string) => ((await askHealth(portOf(data))) as Health).pid;

describe("starting the local AWS", function () {
  this.timeout(60_000);
  const started: string[] = [];
  const start = (data: string) => {
    started.push(data);
    return startLocalAws(data);
  };
  // Hooks run in this order: the folder goes after its service.
  afterEach(async () => {
    for (const data of started.splice(0)) await stopLocalAws(data);
  });
  const folder = temporaryFolder();

  it("starts a process that outlives the caller, once, also when many ask", async () => {
    const data = join(folder(), "data");
    const urls = await Promise.all([start(data), startLocalAws(data), startLocalAws(data)]);
    assert.equal(new Set(urls).size, 1);
    const pid = await pidOf(data);
    assert.notEqual(pid, process.pid);
    await startLocalAws(data);
    assert.equal(await pidOf(data), pid);
  });

  it("stops by a signed request, and refuses an unsigned one", async () => {
    const data = join(folder(), "data");
    const url = await start(data);
    assert.equal((await fetch(`${url}/-shutdown`, { method: "POST" })).status, 403);
    assert.ok(await isLocalAwsUp(data));
    await stopLocalAws(data);
    assert.equal(await askHealth(portOf(data)), undefined);
    await stopLocalAws(data); // Already stopped is no error.
  });

  it("gives two folders two ports, and a folder the same port again", async () => {
    const [a, b] = ["a", "b"].map((name) => join(folder(), name));
    assert.notEqual(portOf(a), portOf(b));
    await start(a);
    await start(b);
    assert.notEqual(await pidOf(a), await pidOf(b));
    const port = portOf(a);
    await stopLocalAws(a);
    assert.equal(await start(a), `http://127.0.0.1:${port}`);
  });

  it("names the program that holds its port", async () => {
    const server = createServer((_, response) => response.end("somebody else")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const data = join(folder(), "data");
      portOf(data);
      writeFileSync(portFile(data), String(port));
      await assert.rejects(
        startLocalAws(data),
        new RegExp(`port ${port} .* held by process ${process.pid} .*npm run local -- --port`),
      );
      await assert.rejects(createLocalAws({ data, port }), new RegExp(`held by process ${process.pid}`));
    } finally {
      server.close();
    }
  });

  it("names the folder of another local AWS that holds its port", async () => {
    const [a, b] = ["a", "b"].map((name) => join(folder(), name));
    await start(a);
    portOf(b);
    writeFileSync(portFile(b), String(portOf(a)));
    await assert.rejects(startLocalAws(b), new RegExp(`held by the local AWS of ${a} \\(process \\d+\\)`));
  });

  it("lets no second process into a folder", async () => {
    const data = join(folder(), "data");
    await start(data);
    await assert.rejects(createLocalAws({ data, port: 0 }), /already runs, as process \d+/);
  });

  it("says why it did not come up, with the end of its log", async () => {
    const data = join(folder(), "data");
    portOf(data);
    writeFileSync(join(data, "s3"), "a file where a folder should be");
    await assert.rejects(startLocalAws(data), /did not start; the end of .*local-aws\.log:[^]*EEXIST|ENOTDIR/);
  });
});

describe("npm run local", function () {
  this.timeout(60_000);
  const main = (...args: string[]) =>
    [process.execPath, ["--require", "tsx/cjs", "local-aws/main.ts", ...args]] as const;

  it("explains itself", async () => {
    const { stdout } = await promisify(execFile)(...main("--help"));
    assert.match(stdout, /--data DIR[^]*--port PORT/);
  });

  it("refuses a wrong port and unknown options in a sentence", async () => {
    for (const args of [
      ["--port", "http"],
      ["--prot", "1"],
    ]) {
      await assert.rejects(promisify(execFile)(...main(...args)), (error: { stderr: string }) => {
        assert.match(error.stderr, /--prot'|--port, got 'http'/);
        assert.ok(!error.stderr.includes("    at "), "a stack trace");
        return true;
      });
    }
  });

  describe("killed", () => {
    const data = makeTemporaryFolder();
    let child: ChildProcess;
    let url: string;

    async function run(): Promise<void> {
      const [command, args] = main("--data", data, ...(existsSync(portFile(data)) ? [] : ["--port", "0"]));
      child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(child.stdout!, "data")) as [Buffer];
      url = /Local AWS listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(line.toString())![1];
    }
    async function kill(signal: NodeJS.Signals): Promise<number | null> {
      child.kill(signal);
      return ((await once(child, "exit")) as [number | null])[0];
    }
    const client = () => ({ endpoint: url, region: "us-east-1", credentials: localCredentials(data) });
    const s3 = () => new S3Client({ ...client(), forcePathStyle: true });

    before(run);
    after(async () => {
      child.kill("SIGKILL");
      rmSync(data, { recursive: true, force: true });
    });

    it("ends by itself when its folder is removed", async () => {
      const gone = makeTemporaryFolder();
      const [command, args] = main("--data", gone, "--port", "0");
      const orphan = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
      await once(orphan.stdout, "data");
      rmSync(gone, { recursive: true });
      assert.deepEqual(await once(orphan, "exit"), [0, null]);
    });

    it("ends cleanly on SIGTERM", async () => {
      assert.equal(await kill("SIGTERM"), 0);
      await run();
    });

    it("has lost no object that it acknowledged", async () => {
      await s3().send(new CreateBucketCommand({ Bucket: "bucket" }));
      const acknowledged: string[] = [];
      const puts = Array.from({ length: 200 }, async (_, i) => {
        await s3().send(new PutObjectCommand({ Bucket: "bucket", Key: `k${i}`, Body: `${i}`.repeat(1000) }));
        acknowledged.push(`k${i}`);
        if (acknowledged.length === 50) child.kill("SIGKILL");
      });
      await Promise.allSettled(puts);
      await run();
      assert.ok(acknowledged.length >= 50);
      for (const Key of acknowledged) {
        const { Body } = await s3().send(new GetObjectCommand({ Bucket: "bucket", Key }));
        assert.equal(await Body!.transformToString(), Key.slice(1).repeat(1000));
      }
    });

    it("takes an interrupted training up again, and serves after a restart what it served", async () => {
      const { CreateDataSourceFromS3Command, CreateMLModelCommand, CreateRealtimeEndpointCommand, PredictCommand } =
        await import("@aws-sdk/client-machine-learning");
      await s3().send(new PutObjectCommand({ Bucket: "bucket", Key: "colors.csv", Body: colorRows(4000) }));
      const ml = () => new MachineLearningClient(client());
      const DataSpec = { DataLocationS3: "s3://bucket/colors.csv", DataSchema: colorSchema };
      await ml().send(new CreateDataSourceFromS3Command({ DataSourceId: "d", DataSpec, ComputeStatistics: true }));
      const Parameters = { "sgd.maxPasses": "300" };
      await ml().send(
        new CreateMLModelCommand({ MLModelId: "m", MLModelType: "MULTICLASS", TrainingDataSourceId: "d", Parameters }),
      );
      const status = async () => (await ml().send(new GetMLModelCommand({ MLModelId: "m" }))).Status;
      while ((await status()) !== "INPROGRESS");
      await kill("SIGKILL");
      await run();
      while ((await status()) !== "COMPLETED") assert.notEqual(await status(), "FAILED");
      const predict = async () => {
        const answer = await ml().send(
          new PredictCommand({ MLModelId: "m", Record: { color: "red" }, PredictEndpoint: url }),
        );
        return answer.Prediction;
      };
      await ml().send(new CreateRealtimeEndpointCommand({ MLModelId: "m" }));
      while ((await ml().send(new GetMLModelCommand({ MLModelId: "m" }))).EndpointInfo!.EndpointStatus !== "READY");
      const before = await predict();
      assert.equal(before!.predictedLabel, "stop");
      await kill("SIGKILL");
      await run();
      assert.deepEqual(await predict(), before);
      assert.equal(readFileSync(join(data, "access.log"), "utf8").split('"Predict"').length, 3);
    });
  });
});
