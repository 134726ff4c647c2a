import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Credentials } from "../http/credentials";
import { isSame } from "../http/signature";
import type { Jobs } from "./jobs";
import type { Entity, Kind } from "./state";

/** No bucket can have this name. */
const PATH = "/_logs/";
const EXPIRES_MS = 24 * 3_600_000;

/** As in the links of the real service: https://eml-prod-emr.s3.amazonaws.com/<account>-pr-<id>/userlog/… */
const prefixes: Record<Kind, string> = { DataSource: "ds", MLModel: "pr", Evaluation: "ev", BatchPrediction: "bp" };

/** A link to the log of an entity's job, good for a day without a key; undefined before the job has begun. */
export function logUri(
  { kind, id, startedAt }: Entity,
  url: string,
  credentials: Credentials,
  now: Date,
): string | undefined {
  if (startedAt === undefined) return undefined;
  const path = `${PATH}${prefixes[kind]}-${id}`;
  const expires = String(Math.floor((now.getTime() + EXPIRES_MS) / 1000));
  return `${url}${path}?Expires=${expires}&Signature=${signatureOf(path, expires, credentials)}`;
}

export const isLogRequest = ({ method, url }: IncomingMessage): boolean => method === "GET" && url!.startsWith(PATH);

/** Answers the text of a log to who has a link that was made here. */
export async function answerLog(
  request: IncomingMessage,
  response: ServerResponse,
  { jobs, credentials, now }: { jobs: Jobs; credentials: Credentials; now: Date },
): Promise<void> {
  const [path, search = ""] = request.url!.split("?");
  const query = new URLSearchParams(search);
  const [expires, signature] = [query.get("Expires") ?? "", query.get("Signature") ?? ""];
  const isSigned = isSame(signature, signatureOf(path, expires, credentials));
  if (!isSigned || Number(expires) * 1000 < now.getTime())
    return void response
      .writeHead(403)
      .end("Expected a LogUri as Get* gave it within the last day: ask for another one.\n");
  const [, prefix, id] = /^\/_logs\/(..)-(.*)$/.exec(path)!;
  const kind = (Object.keys(prefixes) as Kind[]).find((one) => prefixes[one] === prefix)!;
  const log = await readFile(jobs.orders.logFile(kind, id)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (log) response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }).end(log);
  else
    response.writeHead(404).end("There is no log: an earlier version of the service, which kept none, did this job.\n");
}

// ---

const signatureOf = (path: string, expires: string, { secretAccessKey }: Credentials): string =>
  createHmac("sha256", secretAccessKey).update(`${path}\n${expires}`).digest("hex");
