import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AccessLog } from "../../local-aws/http/access-log";
import { credentialsFile, localCredentials, serviceCredentials } from "../../local-aws/http/credentials";
import { DurableMap } from "../../local-aws/process/durable-map";
import { Jobs } from "../../local-aws/machine-learning/jobs";
import { portFile, portOf } from "../../local-aws/process/port";
import { S3Store } from "../../local-aws/s3/store";
import { createLocalAws } from "../../local-aws/server";
import { isLocalAwsUp } from "../../local-aws/process/start";
import { State } from "../../local-aws/machine-learning/state";
import { JobEnded, WorkerDied, Workers } from "../../local-aws/machine-learning/workers";
import { wholeFile } from "../../learning/split";
import { temporaryFolder } from "../temporary-folder";
import { colorRows, colorSchema } from "./local-aws";

/** Runs something with the console's errors gathered. */
async function withErrors<T>(work: () => Promise<T>): Promise<{ result: T; errors: string }> {
  const { error } = console;
  const errors: string[] = [];
  console.error = (...parts: unknown[]) => void errors.push(parts.join(" "));
  try {
    return { result: await work(), errors: errors.join("\n") };
  } finally {
    console.error = error;
  }
}

describe("the local AWS in trouble", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const data = () => join(folder(), "data");

  it("has one process a folder, whatever the ports and however many start together", async () => {
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => createLocalAws({ data: data(), port: 0 })));
    const up = starts.filter((start) => start.status === "fulfilled");
    assert.equal(up.length, 1);
    for (const start of starts)
      if (start.status === "rejected") assert.match((start.reason as Error).message, /already runs/);
    await up[0].value.close();
    await (await createLocalAws({ data: data(), port: 0 })).close();
  });

  it("closes connections that are slow: with the head, with the body, or silent", async () => {
    const patience = { head: 50, request: 200, silence: 400 };
    const service = await createLocalAws({ data: data(), port: 0, patience });
    const begin = "PUT /bucket HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    /** What comes back until the connection is closed, of one that sends so much and then a byte now and then. */
    const answerTo = async (head: string, isSlow: boolean) => {
      const socket = connect(service.port, "127.0.0.1");
      const drop = isSlow ? setInterval(() => socket.writable && socket.write("x"), 20) : undefined;
      socket.on("error", () => undefined);
      socket.write(head);
      let text = "";
      socket.on("data", (data: Buffer) => (text += data.toString()));
      await once(socket, "close");
      clearInterval(drop);
      return text;
    };
    assert.match(await answerTo(begin, true), /^HTTP\/1\.1 408 /);
    assert.match(await answerTo(`${begin}Content-Length: 100000\r\n\r\n`, true), /^HTTP\/1\.1 (403|408) /);
    await answerTo("", false);
    assert.equal((await fetch(`${service.url}/health`)).status, 200);
    await service.close();
  });

  it("gives a folder free when its process is killed", async () => {
    const args = ["--require", "tsx/cjs", "local-aws/main.ts", "--data", data(), "--port", "0"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await assert.rejects(createLocalAws({ data: data(), port: 0 }), /already runs, as process \d+ on port/);
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await createLocalAws({ data: data(), port: 0 })).close();
  });

  it("sets aside a file that can't be read, names it, and serves the rest", async () => {
    const map = await DurableMap.open<{ n: number }>(data());
    for (const [key, n] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ] as const)
      await map.update(key, () => ({ n }));
    const [cut, garbage] = readdirSync(data());
    writeFileSync(join(data(), cut), readFileSync(join(data(), cut)).subarray(0, 9));
    writeFileSync(join(data(), garbage), "null");
    const { result, errors } = await withErrors(() => DurableMap.open<{ n: number }>(data()));
    assert.equal(result.size, 1);
    for (const file of [cut, garbage]) {
      assert.match(errors, new RegExp(`${file} holds no entry that can be read: it is set aside`));
      assert.ok(existsSync(join(data(), `${file}.damaged`)));
    }
    assert.equal((await withErrors(() => DurableMap.open(data()))).errors, "");
  });

  it("keeps the content of an object whose entry can't be read", async () => {
    const now = () => new Date();
    const store = await S3Store.open(data(), now);
    await store.createBucket("bucket");
    await store.put("bucket", "key", { body: Readable.from([Buffer.from("content")]), headers: {} });
    const entries = join(data(), "objects", "bucket");
    const folderOf = existsSync(entries) ? entries : join(data(), "objects");
    const [entry] = readdirSync(folderOf, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".json"),
    );
    writeFileSync(join(folderOf, entry), "{");
    const contents = () => readdirSync(join(data(), "data", "bucket")).length;
    for (let start = 0; start < 2; start++) {
      await withErrors(() => S3Store.open(data(), now));
      assert.equal(contents(), 1);
    }
  });

  it("fails an entity whose input is lost, and starts all the same", async () => {
    const state = await State.open(join(data(), "machine-learning"), () => new Date());
    await state.create("MLModel", "m", { TrainingDataSourceId: "lost", MLModelType: "BINARY" }, {});
    const service = await createLocalAws({ data: data(), port: 0 });
    while (service.state.get("MLModel", "m").status !== "FAILED") await sleep(20);
    assert.match(service.state.get("MLModel", "m").result.message!, /No DataSource with id lost exists/);
    await service.close();
  });

  it("waits for room on a full disk, without haste, and then writes down how a job ended", async () => {
    const now = () => new Date();
    const state = await State.open(join(data(), "machine-learning"), now);
    const store = await S3Store.open(join(data(), "s3"), now);
    const [models, batches, logs] = ["models", "batches", "logs"].map((name) => join(data(), name));
    const jobs = new Jobs(state, store, { models, batches, logs, simultaneous: 1, now });
    const update = state.update.bind(state);
    let tries = 0;
    state.update = (...args) => {
      if (++tries > 2) return update(...args);
      return Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
    };
    await state.create("MLModel", "m", { TrainingDataSourceId: "lost", MLModelType: "BINARY" }, {});
    const { errors } = await withErrors(async () => {
      await jobs.start();
      while (state.get("MLModel", "m").status !== "FAILED") await sleep(20);
    });
    assert.equal(tries, 4);
    assert.match(errors, /MLModel m can't be written down \(no space left on device\): it is tried again/);
    await jobs.close();
  });

  it("counts no clean stop as an interruption", async () => {
    const file = join(folder(), "rows.csv");
    writeFileSync(file, colorRows(1000));
    const service = await createLocalAws({ data: data(), port: 0, simultaneousJobs: 0 });
    await service.state.create("DataSource", "d", {}, {});
    await service.state.update("DataSource", "d", (entity) => ({ ...entity, status: "INPROGRESS" }));
    await service.close();
    const { status, interruptions } = (await State.open(join(data(), "machine-learning"), () => new Date())).get(
      "DataSource",
      "d",
    );
    assert.deepEqual([status, interruptions], ["PENDING", undefined]);
  });

  it("starts with a port file of nonsense, and fails in words where it can't write", async () => {
    portOf(data());
    for (const nonsense of ["", "x", "99999999", "{"]) {
      writeFileSync(portFile(data()), nonsense);
      assert.ok(portOf(data()) >= 20_000);
    }
    mkdirSync(join(data(), "access.log"));
    await assert.rejects(createLocalAws({ data: data(), port: 0 }), /can't write in .*access\.log.*Make room/);
    rmSync(join(data(), "access.log"), { recursive: true });
    await (await createLocalAws({ data: data(), port: 0 })).close();
  });

  it("ends a job as FAILED that was interrupted twice, and begins it again after the first time", async () => {
    const interrupt = async () => {
      const state = await State.open(join(data(), "machine-learning"), () => new Date());
      await state.update("DataSource", "d", (entity) => ({ ...entity, status: "INPROGRESS" }));
    };
    const state = await State.open(join(data(), "machine-learning"), () => new Date());
    await state.create("DataSource", "d", { DataSpec: { DataLocationS3: "s3://none/", DataSchema: "{}" } }, {});
    await interrupt();
    // Nothing begins, so that nothing ends.
    const start = () => createLocalAws({ data: data(), port: 0, simultaneousJobs: 0 });
    const first = await start();
    assert.equal(first.state.get("DataSource", "d").status, "PENDING");
    await first.close();
    await interrupt();
    const second = await start();
    const { status, result } = second.state.get("DataSource", "d");
    assert.equal(status, "FAILED");
    assert.match(result.message!, /^It was interrupted 2 times/);
    await second.close();
  });

  it("outlives a job that takes its process with it", async () => {
    const file = join(folder(), "rows.csv");
    writeFileSync(file, colorRows(200_000));
    const workers = new Workers();
    const job = {
      job: "describe" as const,
      files: [file],
      urls: [],
      logFile: join(folder(), "log"),
      sizeInBytes: 1,
      schema: colorSchema,
      split: wholeFile,
    };
    const running = workers.run(job);
    const died = assert.rejects(running.answer, (error: Error) => {
      assert.ok(error instanceof WorkerDied);
      assert.match(error.message, /\(SIGABRT\): most likely it needs more memory/);
      return true;
    });
    await sleep(200);
    const pids = await childrenOf(process.pid, "job-worker");
    for (const pid of pids) process.kill(pid, "SIGABRT");
    await died;
    const next = workers.run(job);
    assert.ok("result" in (await next.answer));
    const last = workers.run(job);
    await Promise.all([assert.rejects(last.answer, JobEnded), workers.close()]);
  });

  it("keeps its folder, keys and log for its user alone, and other keys for another folder", async () => {
    const service = await createLocalAws({ data: data(), port: 0 });
    await service.close();
    assert.equal(statSync(data()).mode & 0o777, 0o700);
    for (const file of [credentialsFile(data()), join(data(), "access.log")])
      assert.equal(statSync(file).mode & 0o777, 0o600);
    const keys = localCredentials(data());
    assert.deepEqual(localCredentials(data()), keys);
    assert.notDeepEqual(localCredentials(join(folder(), "other")), keys);
    const wished = { LOCAL_AWS_ACCESS_KEY_ID: "mine", LOCAL_AWS_SECRET_ACCESS_KEY: "secret" };
    serviceCredentials(data(), wished);
    assert.deepEqual(localCredentials(data()), { accessKeyId: "mine", secretAccessKey: "secret" });
  });

  it("is not taken for what only answers with the folder's name", async () => {
    const health = () => ({ dataDir: data(), instance: "x", pid: 1, version: "0", proof: "0".repeat(64) });
    const server = createServer((_, response) => response.end(JSON.stringify(health()))).listen(0, "127.0.0.1");
    await once(server, "listening");
    portOf(data());
    writeFileSync(portFile(data()), String((server.address() as AddressInfo).port));
    assert.equal(await isLocalAwsUp(data()), false);
    server.close();
  });

  it("turns its log over when it is large", () => {
    const log = new AccessLog(join(folder(), "access.log"), () => new Date(0), 200);
    for (let i = 0; i < 8; i++) log.write({ operation: "Predict", id: String(i), status: 200, ms: 1 });
    log.close();
    const [now, before] = ["access.log", "access.log.1"].map((name) => readFileSync(join(folder(), name), "utf8"));
    assert.ok(now.length <= 300 && before.length <= 300);
    assert.match(now, /"id":"7"/);
  });
});

// ---

async function childrenOf(parent: number, command: string): Promise<number[]> {
  const { stdout } = await new Promise<{ stdout: string }>((resolve) =>
    execFile("ps", ["-eo", "pid=,ppid=,args="], (_, stdout) => resolve({ stdout })),
  );
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === parent && args.join(" ").includes(command))
    .map(([pid]) => Number(pid));
}
