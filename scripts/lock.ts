import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Who holds the lock of a stack, as Pulumi's file backend writes it. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  /** ISO 8601. */
  timestamp: string;
}

/** The locks of a project's stack in a file backend; none of other backends, whose own messages tell. */
export function locksOf(backendUrl: string, project: string, stack: string): Lock[] {
  if (!backendUrl.startsWith("file://")) return [];
  const folder = join(fileURLToPath(backendUrl), ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Lock);
}

/**
 * Whether whoever took a lock has ended without giving it back: as far as can be told, that is, of
 * this machine's processes. A process that began after the lock was taken only has the same number.
 */
export function isDead({ pid, hostname: host, timestamp }: Lock): boolean {
  if (host !== hostname()) return false;
  const began = beganAt(pid);
  return began === undefined || began > Date.parse(timestamp) + CLOCK_MS;
}

/** Who it is, for people. */
export const describeLock = ({ username, hostname: host, pid, timestamp }: Lock): string =>
  `${username}@${host} (process ${pid}, since ${timestamp.slice(0, 19).replace("T", " ")})`;

// ---

/** `ps` tells whole seconds. */
const CLOCK_MS = 2000;

/** When a process began, milliseconds; undefined when there is none. */
function beganAt(pid: number): number | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe", env });
    return Date.parse(text.trim());
  } catch {
    return undefined;
  }
}
