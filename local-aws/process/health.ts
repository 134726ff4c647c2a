import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Credentials } from "../http/credentials";

/** What `GET /health` answers: who listens here. */
export interface Health {
  dataDir: string;
  /** New with each start. */
  instance: string;
  pid: number;
  version: string;
  /** Of the request's `nonce`, made with the secret key: whoever has not got it can't be trusted. */
  proof?: string;
}

/** What `GET /health?nonce=…` proves: that the folder's secret key is known here. */
export const proofOf = ({ secretAccessKey }: Credentials, nonce: string): string =>
  createHmac("sha256", secretAccessKey).update(`health ${nonce}`).digest("hex");

/** Asks who listens on a port: a local AWS, a stranger that does not speak like one, or nobody. */
export async function askHealth(port: number, nonce = ""): Promise<Health | "stranger" | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health${nonce && `?nonce=${nonce}`}`, {
      signal: AbortSignal.timeout(2000),
    });
    const health = (await response.json()) as Health;
    return typeof health?.dataDir === "string" && typeof health.instance === "string" ? health : "stranger";
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return code === "ECONNREFUSED" ? undefined : "stranger";
  }
}

/** Whether the service of a folder listens on a port, and proves it: any process could give the folder's name. */
export async function isServiceOf(dataDir: string, port: number, credentials: Credentials): Promise<boolean> {
  const nonce = randomBytes(16).toString("hex");
  const health = await askHealth(port, nonce);
  if (typeof health !== "object" || health.dataDir !== dataDir || typeof health.proof !== "string") return false;
  const [given, expected] = [health.proof, proofOf(credentials, nonce)].map((proof) => Buffer.from(proof));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
