import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "./data-folder";

const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Where a data folder keeps the port that its service listened on last. */
export const portFile = (data: string): string => join(data, "port");

/** The port that a folder's service had last, so that URLs stay; else one of its path, so that clones do not meet. */
export function portOf(data: string): number {
  ownFolder(data);
  try {
    const port = Number(readFileSync(portFile(data), "utf8"));
    // A file that is cut off, or edited, is as good as none.
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const hash = createHash("sha256").update(realpathSync(data)).digest();
  return FIRST_PORT + (hash.readUInt32BE(0) % PORTS);
}
