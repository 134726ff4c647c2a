import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import packageJson from "../package.json";
import { AccessLog, type Call } from "./access-log";
import { localCredentials, type Credentials } from "./credentials";
import { writeDurably } from "./durable-map";
import { askHealth, type Health } from "./health";
import { Jobs } from "./jobs";
import { Mounted } from "./mounted";
import type { Context } from "./operations/operation";
import { portFile, portOf } from "./port";
import { describePortHolder } from "./port-holder";
import { answerJson, TARGET_PREFIX } from "./protocol";
import { answerS3 } from "./s3/protocol";
import { S3Store } from "./s3/store";
import { answerShutdown, isShutdown } from "./shutdown";
import { StartError } from "./start-error";
import { servedModels } from "./serving";
import { State } from "./state";

export interface LocalAwsOptions {
  /** The folder for everything that the service keeps; one process at a time. */
  data: string;
  /** 0 takes a free one; by default the folder's own (see `portOf`). */
  port?: number;
  credentials?: Credentials;
  /** Jobs that run at once, each in a thread. Default 2. */
  simultaneousJobs?: number;
  now?: () => Date;
  /** Called when a signed request asked the service to stop, after it was answered. */
  onShutdown?: () => void;
}

export interface LocalAws {
  port: number;
  url: string;
  /** What the service keeps, for those who run it in their own process. */
  state: State;
  store: S3Store;
  /** Ends requests and jobs; nothing that was acknowledged is lost. */
  close(): Promise<void>;
}

/** Starts Amazon ML and S3 on one port of 127.0.0.1. */
export async function createLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { credentials = localCredentials(), simultaneousJobs = 2, now = () => new Date() } = options;
  mkdirSync(options.data, { recursive: true });
  const data = realpathSync(options.data);
  const port = options.port ?? portOf(data);
  await refuseSecondProcess(data);

  // FIRST the port: who has it, has the folder. Nothing is opened or swept before, since another
  // process may be at work there. What is asked meanwhile waits.
  const server = createServer({ requestTimeout: 0 });
  await listen(server, port);
  const listening = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${listening}`;
  const log = new AccessLog(join(data, "access.log"), now);
  const health: Health = { dataDir: data, instance: randomUUID(), pid: process.pid, version: packageJson.version };
  const opened = open();

  async function open(): Promise<{ context: Context; store: S3Store }> {
    await writeDurably(portFile(data), String(listening));
    const state = await State.open(join(data, "machine-learning"), now);
    const store = await S3Store.open(join(data, "s3"), now);
    const jobs = new Jobs(state, store, {
      models: join(data, "models"),
      batches: join(data, "batches"),
      simultaneous: simultaneousJobs,
      now,
    });
    const mounted = new Mounted(state, (id) => jobs.modelFile(id));
    await mounted.start();
    await jobs.start();
    return { context: { state, jobs, mounted, url: () => url, now }, store };
  }

  server.on("request", (request, response) => {
    const begin = performance.now();
    const call: Call = {
      operation: "",
      id: "",
      answered: (status) =>
        log.write({ operation: call.operation, id: call.id, status, ms: Math.round(performance.now() - begin) }),
    };
    // One bad connection must not end the process.
    for (const stream of [request, response]) stream.on("error", () => request.destroy());
    // What is left of a body that was refused must not be taken for the next request.
    answer(request, response, call)
      .catch((error: Error) => {
        console.error("A request could not be answered:", error);
        response.destroy();
      })
      .finally(() => request.complete || request.resume());
  });

  async function answer(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
    const { context, store } = await opened;
    const target = String(request.headers["x-amz-target"]);
    if (request.method === "GET" && request.url === "/health") {
      answerPlainly(response, health);
    } else if (request.method === "GET" && request.url === "/serving") {
      answerPlainly(response, servedModels(context.state, url));
    } else if (isShutdown(request)) {
      await answerShutdown(request, response, credentials, now(), () => options.onShutdown?.());
    } else if (target.startsWith(TARGET_PREFIX)) {
      await answerJson(request, response, context, credentials, call);
    } else {
      await answerS3(request, response, store, credentials, now(), call);
    }
  }

  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
    await Promise.all([closed, opened.then(({ context }) => context.jobs.close())]);
    log.close();
  };
  try {
    const { context, store } = await opened;
    return { port: listening, url, state: context.state, store, close };
  } catch (error) {
    server.closeAllConnections();
    server.close();
    throw error;
  }
}

// ---

function answerPlainly(response: ServerResponse, content: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(content));
}

/** How long requests under way may take to end when the service stops. */
const CLOSE_MS = 2000;

/** @throws StartError that names who holds the port */
async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new StartError(
      `The port ${port} is held by ${await describePortHolder(port)}. End it, or choose another port once: npm run local -- --port PORT`,
    );
  }
}

/** Two processes on one folder would overwrite each other's entities. */
async function refuseSecondProcess(data: string): Promise<void> {
  const health = await askHealth(portOf(data));
  if (typeof health === "object" && health.dataDir === data) {
    throw new StartError(`The local AWS of ${data} already runs, as process ${health.pid} on port ${portOf(data)}`);
  }
}
