import { createHash } from "node:crypto";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import type { Credentials } from "../http/credentials";
import { SignatureError, verifySignature } from "../http/signature";
import { ALGORITHM, scopeText, signatureOf, signingKey, stringToSign } from "../http/sigv4";
import { StartError } from "./start-error";

/** A signed POST to this path ends the service. No bucket can have this name. */
const PATH = "/-shutdown";
const EMPTY_SHA256 = createHash("sha256").digest("hex");

export const isShutdown = ({ method, url }: IncomingMessage): boolean => method === "POST" && url === PATH;

export async function answerShutdown(
  incoming: IncomingMessage,
  response: ServerResponse,
  credentials: Credentials,
  now: Date,
  shutdown: () => void,
): Promise<void> {
  try {
    verifySignature(incoming, { credentials, service: "s3", now });
    response.writeHead(204).end();
    shutdown();
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    response.writeHead(403).end(`${error.message}\n`);
  }
}

/**
 * Asks the service on a port to end.
 * @throws StartError when it refuses
 */
export async function requestShutdown(port: number, credentials: Credentials): Promise<void> {
  const headers = signedHeaders(`127.0.0.1:${port}`, credentials, new Date());
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ host: "127.0.0.1", port, method: "POST", path: PATH, headers, agent: false })
      .on("response", (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  if (status !== 204) {
    throw new StartError(
      `The local AWS on port ${port} refused to stop (status ${status}): it was started with other keys`,
    );
  }
}

// ---

function signedHeaders(host: string, { accessKeyId, secretAccessKey }: Credentials, now: Date): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = { day: time.slice(0, 8), region: "us-east-1", service: "s3" };
  const headers = { host, "x-amz-content-sha256": EMPTY_SHA256, "x-amz-date": time };
  const request = {
    method: "POST",
    path: PATH,
    query: [],
    headers: Object.entries(headers),
    payloadHash: EMPTY_SHA256,
  };
  const signature = signatureOf(signingKey(secretAccessKey, scope), stringToSign(request, time, scope));
  const names = Object.keys(headers).join(";");
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scopeText(scope)}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}
