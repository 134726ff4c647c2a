import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import packageJson from "../package.json";
import { AccessLog, type Call } from "./http/access-log";
import { serviceCredentials, type Credentials } from "./http/credentials";
import { ownFolder } from "./process/data-folder";
import { writeDurably } from "./process/durable-map";
import { lockFolder } from "./process/folder-lock";
import { askHealth, proofOf, type Health } from "./process/health";
import { Jobs } from "./machine-learning/jobs";
import { isToLoopback, originForm } from "./http/loopback";
import { answerLog, isLogRequest, logUri } from "./machine-learning/log-uri";
import { Mounted } from "./machine-learning/mounted";
import type { Context } from "./machine-learning/operations/operation";
import { PeakRate } from "./machine-learning/peak-rate";
import type { Limits } from "./options";
import { portFile, portOf } from "./process/port";
import { describePortHolder } from "./process/port-holder";
import { answerJson, isJsonProtocol } from "./json/protocol";
import { answerS3 } from "./s3/protocol";
import { S3Store } from "./s3/store";
import { answerShutdown, isShutdown } from "./process/shutdown";
import { Trouble } from "./trouble";
import { StartError } from "./process/start-error";
import { machineLearning } from "./machine-learning/service";
import { answerInvocationRequest, isInvocation } from "./sagemaker/inference/runtime";
import { openSageMaker, sageMaker, type SageMakerOptions } from "./sagemaker/service";
import { serviceQuotas } from "./service-quotas/service";
import { servedModels } from "./machine-learning/serving";
import { State, type Entity } from "./machine-learning/state";

export interface LocalAwsOptions {
  /** The folder for everything that the service keeps; one process at a time. */
  data: string;
  /** 0 takes a free one; by default the folder's own (see `portOf`). */
  port?: number;
  credentials?: Credentials;
  /** Jobs that run at once, each in a process of its own. Default 2. */
  simultaneousJobs?: number;
  limits?: Limits;
  sageMaker?: SageMakerOptions;
  /** What is to go wrong (see `Trouble`). */
  trouble?: readonly string[];
  now?: () => Date;
  patience?: Patience;
  /** Called when a signed request asked the service to stop, after it was answered. */
  onShutdown?: () => void;
}

/** How long slow connections are borne, in milliseconds. */
export interface Patience {
  /** Until a request's head has come, and the whole of it. */
  head: number;
  request: number;
  /** A connection on which nothing goes either way; a long body is not silent. */
  silence: number;
}

export interface LocalAws {
  port: number;
  url: string;
  credentials: Credentials;
  /** What the service keeps, for those who run it in their own process. */
  state: State;
  store: S3Store;
  /** Ends requests and jobs; nothing that was acknowledged is lost. */
  close(): Promise<void>;
}

/** Starts Amazon ML, SageMaker and S3 on one port of 127.0.0.1. */
export async function createLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { simultaneousJobs = 2, limits = {}, now = () => new Date(), patience = PATIENCE } = options;
  const trouble = new Trouble(options.trouble);
  ownFolder(options.data);
  const data = realpathSync(options.data);
  const port = options.port ?? portOf(data);

  // FIRST the folder, THEN the port. Nothing is opened or swept before, since another process may be at
  // work there. What is asked meanwhile waits.
  // A service of a version before there was a lock has none.
  const holder = await nameOfHolder(data);
  if (holder) throw holder;
  const lock = await lockFolder(data, "serve");
  if (!lock)
    throw new StartError(`The local AWS of ${data} already runs in another process: one folder has one service.`);
  const { credentials = serviceCredentials(data) } = options;
  const server = createServer({
    headersTimeout: patience.head,
    requestTimeout: patience.request,
    connectionsCheckingInterval: Math.min(patience.head, CHECK_MS),
  });
  server.setTimeout(patience.silence);
  // Node's own 5 s end in the middle of requests of SDKs, which keep connections for a minute.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const released = (error: Error) => {
    server.closeAllConnections();
    server.close();
    lock.release();
    return error;
  };
  await listen(server, port).catch((error: Error) => Promise.reject(released(error)));
  const listening = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${listening}`;
  let log: AccessLog;
  try {
    log = new AccessLog(join(data, "access.log"), now);
  } catch (error) {
    throw released(unwritable(data, error as Error));
  }
  const health: Health = { dataDir: data, instance: randomUUID(), pid: process.pid, version: packageJson.version };
  const opened = open();

  async function open() {
    await writeDurably(portFile(data), String(listening));
    const state = await State.open(join(data, "machine-learning"), now);
    const store = await S3Store.open(join(data, "s3"), now);
    const jobs = new Jobs(state, store, {
      models: join(data, "models"),
      batches: join(data, "batches"),
      logs: join(data, "logs"),
      simultaneous: simultaneousJobs,
      limits,
      now,
      trouble,
    });
    const mounted = new Mounted(state, (id) => jobs.orders.modelFile(id));
    await mounted.start();
    await jobs.start();
    const linkTo = (entity: Entity) => logUri(entity, url, credentials, now());
    const peak = new PeakRate(limits.peakRate, now);
    const context: Context = { state, jobs, mounted, peak, url: () => url, logUri: linkTo, now };
    const training = await openSageMaker(join(data, "sagemaker"), store, {
      ...options.sageMaker,
      simultaneousJobs,
      now,
      trouble,
    });
    return {
      context,
      training,
      services: [machineLearning(context), sageMaker(training), serviceQuotas(training.quotas)],
      store,
    };
  }

  server.on("request", (request, response) => {
    const begin = performance.now();
    const call: Call = {
      operation: "",
      id: "",
      begun: () => trouble.ofCall(call.operation),
      answered: (status) =>
        log.write({ operation: call.operation, id: call.id, status, ms: Math.round(performance.now() - begin) }),
    };
    // One bad connection must not end the process.
    for (const stream of [request, response]) stream.on("error", () => request.destroy());
    // What is left of a body that was refused must not be taken for the next request.
    answer(request, response, call)
      .catch((error: NodeJS.ErrnoException) => {
        // Who has hung up wants no answer.
        if (!request.destroyed || !hungUp.includes(error.code ?? ""))
          console.error("A request could not be answered:", error);
        response.destroy();
      })
      .finally(() => request.complete || request.resume());
  });

  async function answer(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
    if (!isToLoopback(request)) return void response.writeHead(421).end(NOT_TO_US);
    request.url = originForm(request.url!);
    const { context, training, services, store } = await opened;
    const nonce = request.method === "GET" ? /^\/health(?:\?nonce=([0-9a-f]*))?$/.exec(request.url) : null;
    if (nonce) {
      answerPlainly(response, { ...health, ...(nonce[1] && { proof: proofOf(credentials, nonce[1]) }) });
    } else if (request.method === "GET" && request.url === "/serving") {
      answerPlainly(response, servedModels(context.state, url));
    } else if (isShutdown(request)) {
      await answerShutdown(request, response, credentials, now(), () => options.onShutdown?.());
    } else if (isLogRequest(request)) {
      await answerLog(request, response, { jobs: context.jobs, credentials, now: now() });
    } else if (isJsonProtocol(request)) {
      await answerJson(request, response, services, { credentials, now: now(), call });
    } else if (isInvocation(request)) {
      await answerInvocationRequest(request, response, training, { credentials, now: now(), call });
    } else {
      await answerS3(request, response, store, credentials, now(), call);
    }
  }

  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
    const { context, training } = await opened;
    await Promise.all([closed, context.jobs.close(), training.trainingJobs.close(), training.endpoints.close()]);
    log.close();
    lock.release();
  };
  try {
    const { context, store } = await opened;
    return { port: listening, url, credentials, state: context.state, store, close };
  } catch (error) {
    throw released(unwritable(data, error as Error));
  }
}

// ---

const PATIENCE: Patience = { head: 30_000, request: 3_600_000, silence: 120_000 };
const KEEP_ALIVE_MS = 75_000;
/** How often Node looks for slow connections. */
const CHECK_MS = 5000;

const hungUp = ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"];

const NOT_TO_US = "Expected a request to localhost, 127.0.0.1 or [::1]: this service is for this machine alone.\n";

/** An error of the file system, in words; others stay as they are. */
function unwritable(data: string, error: Error): Error {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (!["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EISDIR"].includes(code)) return error;
  return new StartError(
    `The local AWS can't write in ${data}: ${error.message}. Make room, or give the folder to its user.`,
  );
}

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

/** Who has the folder, as far as that can be told: by the port that its service had last. */
async function nameOfHolder(data: string): Promise<StartError | undefined> {
  const health = await askHealth(portOf(data));
  return typeof health === "object" && health.dataDir === data
    ? new StartError(`The local AWS of ${data} already runs, as process ${health.pid} on port ${portOf(data)}`)
    : undefined;
}
