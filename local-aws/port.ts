import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Where a data folder keeps the port that its service listened on last. */
export const portFile = (data: string): string => join(data, "port");

/**
 * The port of a data folder's service: the one it had last, so that endpoint URLs stay; else one
 * made from the folder's path, so that two clones do not meet.
 */
export function portOf(data: string): number {
  mkdirSync(data, { recursive: true });
  try {
    return Number(readFileSync(portFile(data), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const hash = createHash("sha256").update(realpathSync(data)).digest();
  return FIRST_PORT + (hash.readUInt32BE(0) % PORTS);
}
