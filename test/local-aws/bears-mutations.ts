import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { randomFrom } from "../../learning/random";
import { makeTemporaryFolder } from "../temporary-folder";
import { credentials } from "./local-aws";
import { mutate, seeds, sendSeed, type Seed } from "./mutations";

const AT_ONCE = 16;
/** What a service takes for its code and caches, once warm. */
const GROWTH_BYTES = 60e6;

/** Sends that many spoilt requests to a service in a process of its own; it has to answer each, and to stay. */
export async function bearsMutations(count: number, seed: number): Promise<void> {
  const data = makeTemporaryFolder();
  const main = join(__dirname, "..", "..", "local-aws", "main.ts");
  const service = spawn(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), main, "--data", data, "--port", "0"],
    {
      env: {
        ...process.env,
        LOCAL_AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        LOCAL_AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const errors = text(service.stderr);
  try {
    const [line] = (await once(service.stdout, "data")) as [Buffer];
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())![1]);
    const ended = once(service, "exit").then(async () => assert.fail(`the service ended: ${await errors}`));
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, "utf8"))![1]) * 1024;
    for (const Bucket of ["data", "bucket"])
      await sendSeed(port, { service: "s3", method: "PUT", path: `/${Bucket}`, headers: {}, body: "" });
    const random = randomFrom(seed);
    const statuses = new Map<string, number>();
    const ask = async () => {
      const spoilt: Seed = mutate(seeds[Math.floor(random() * seeds.length)], random);
      const status = await sendSeed(port, spoilt);
      const kind = String(status).replace(/\d\d$/, "xx");
      statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
      assert.ok(status === undefined || status < 500 || status === 501, `${status} for ${JSON.stringify(spoilt)}`);
    };
    let asked = 0;
    let warm = 0;
    const askAll = async () => {
      while (asked++ < count) {
        if (asked === Math.floor(count / 3)) warm = memory();
        await ask();
      }
    };
    await Promise.race([ended, Promise.all(Array.from({ length: AT_ONCE }, askAll))]);
    ended.catch(() => undefined);
    assert.ok(
      (statuses.get("4xx") ?? 0) > count / 4 && (statuses.get("2xx") ?? 0) > count / 50,
      JSON.stringify([...statuses]),
    );
    assert.equal(statuses.get("undefined"), undefined, JSON.stringify([...statuses]));
    assert.ok(memory() - warm < GROWTH_BYTES, `${warm} -> ${memory()} bytes`);
  } finally {
    if (service.exitCode === null) {
      service.kill("SIGTERM");
      await once(service, "exit");
    }
    rmSync(data, { recursive: true, force: true });
  }
  assert.equal((await errors).replace(/^.*NodeVersionSupport.*$/gm, ""), "");
}
