import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { root } from "./environment";

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
  // As Pulumi reads it: `file://~` and relative paths are allowed.
  const backend = resolve(root, backendUrl.slice("file://".length).replace(/^~/, homedir()));
  const folder = join(backend, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => readLock(join(folder, file)));
}

/** Whether the holder has surely ended, so is of this machine. Another program may have got its number since. */
export function isDead({ pid, hostname: host }: Lock): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const command = commandOf(pid);
  return command !== undefined && !command.includes("pulumi");
}

/** Who it is, for people. */
export const describeLock = ({ username, hostname: host, pid, timestamp }: Lock): string =>
  `${username}@${host} (process ${pid}, since ${timestamp.slice(0, 19).replace("T", " ")})`;

// ---

function readLock(file: string): Lock[] {
  try {
    return [JSON.parse(readFileSync(file, "utf8")) as Lock];
  } catch {
    // Given back meanwhile, or just being written: Pulumi itself will tell.
    return [];
  }
}

/** A process's command line; undefined when it can't be told. */
function commandOf(pid: number): string | undefined {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" });
  } catch {
    return undefined;
  }
}
