import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localCredentials } from "../http/credentials";
import { ownFolder } from "./data-folder";
import { lockFolder } from "./folder-lock";
import { askHealth, isServiceOf, type Health } from "./health";
import { portOf } from "./port";
import { describePortHolder } from "./port-holder";
import { requestShutdown } from "./shutdown";
import { StartError } from "./start-error";

const START_MS = 30_000;
const OLD_SERVICE_MS = 5000;

export async function isLocalAwsUp(data: string): Promise<boolean> {
  const port = portOf(data);
  return isServiceOf(realpathSync(data), port, localCredentials(data));
}

/**
 * Makes sure that the service of a data folder is up, and gives its URL. Starts it as a process of
 * its own when nobody answers; it then outlives this one.
 * @throws StartError when something else holds the folder's port, or the service does not come up
 */
export async function startLocalAws(data: string): Promise<string> {
  ownFolder(data);
  await until(async () => {
    if (await isLocalAwsUp(data)) return true;
    const lock = await lockFolder(data, "start");
    if (!lock) return false;
    try {
      if (!(await isLocalAwsUp(data))) await spawnLocalAws(data);
      return true;
    } finally {
      lock.release();
    }
  }, `The local AWS of ${data} was not started by another process`);
  return `http://127.0.0.1:${portOf(data)}`;
}

/** Stops the service of a data folder by a signed request, and waits until its port is free. */
export async function stopLocalAws(data: string): Promise<void> {
  if (!(await isLocalAwsUp(data))) return;
  const port = portOf(data);
  await requestShutdown(port, localCredentials(data)).catch((error: NodeJS.ErrnoException) => {
    // It has ended meanwhile.
    if (!["ECONNREFUSED", "ECONNRESET"].includes(error.code ?? "")) throw error;
  });
  await until(async () => (await askHealth(port)) === undefined, `The local AWS on port ${port} did not stop`);
}

// ---

async function spawnLocalAws(data: string): Promise<void> {
  const port = portOf(data);
  const old = await oldService(realpathSync(data), port);
  if (old)
    throw new StartError(
      `A local AWS of an earlier version, or with other keys, still runs on this folder as process ${old.pid}. End it (kill ${old.pid}) and run again: nothing that it keeps is lost.`,
    );
  if ((await askHealth(port)) !== undefined) {
    throw new StartError(
      `The port ${port} of the local AWS is held by ${await describePortHolder(port)}. End it, or choose another port once: npm run local -- --port PORT`,
    );
  }
  const logFile = join(data, "local-aws.log");
  const log = openSync(logFile, "a", 0o600);
  const service = spawn(
    process.execPath,
    ["--require", "tsx/cjs", join(__dirname, "..", "main.ts"), "--data", realpathSync(data), "--port", String(port)],
    {
      // `--require` looks for tsx from here.
      cwd: join(__dirname, "..", ".."),
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, LOCAL_AWS_LOGGED: "1" },
    },
  );
  closeSync(log);
  let exited = false;
  service.once("exit", () => (exited = true)).unref();
  await until(async () => {
    if (exited)
      throw new StartError(
        `The local AWS did not start; the end of ${logFile}:\n${readFileSync(logFile, "utf8").split("\n").slice(-10).join("\n")}`,
      );
    return isLocalAwsUp(data);
  }, `The local AWS did not answer on port ${port}; see ${logFile}`);
}

/**
 * A service of this folder that does not prove itself. That of a folder that was removed ends within
 * seconds, and the folder's port is then free; one of a version before there were proofs stays.
 */
async function oldService(dataDir: string, port: number): Promise<Health | undefined> {
  for (const deadline = Date.now() + OLD_SERVICE_MS; ; await sleep(100)) {
    const health = await askHealth(port);
    if (typeof health !== "object" || health.dataDir !== dataDir) return undefined;
    if (Date.now() > deadline) return health;
  }
}

async function until(isDone: () => Promise<boolean>, failure: string): Promise<void> {
  for (const deadline = Date.now() + START_MS; !(await isDone()); await sleep(50)) {
    if (Date.now() > deadline) throw new StartError(`${failure} within ${START_MS / 1000} s`);
  }
}
