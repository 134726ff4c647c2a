import { createHash } from "node:crypto";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../http/credentials";
import { Sha256, SignatureError, verifySignature } from "../http/signature";
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
    await verifySignature(incoming, { credentials, service: "s3", now });
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
  const host = `127.0.0.1:${port}`;
  const signer = new SignatureV4({
    credentials,
    region: "us-east-1",
    service: "s3",
    sha256: Sha256,
    uriEscapePath: false,
  });
  const headers_ = { host, "x-amz-content-sha256": EMPTY_SHA256 };
  const unsigned = { method: "POST", protocol: "http:", hostname: host, path: PATH, headers: headers_ };
  const { headers } = await signer.sign(unsigned);
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
