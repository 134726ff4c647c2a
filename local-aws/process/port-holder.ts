import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { askHealth } from "./health";

/** Says in words who listens on a port of 127.0.0.1. */
export async function describePortHolder(port: number): Promise<string> {
  const health = await askHealth(port);
  if (typeof health === "object") return `the local AWS of ${health.dataDir} (process ${health.pid})`;
  return (process.platform === "linux" ? fromProc(port) : fromLsof(port)) ?? "another program";
}

// ---

/** Linux: the listening socket's inode, then the process that has it open (man 5 proc). */
function fromProc(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const listening = ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, , state]) => local?.endsWith(`:${hexPort}`) && state === "0A");
  if (!listening) return undefined;
  const socket = `socket:[${listening[9]}]`;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const isHolder = readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
      if (isHolder)
        return `process ${pid} (${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()})`;
    } catch {
      // Another user's process, or one that has ended meanwhile: it is not for us to name.
    }
  }
  return undefined;
}

/** macOS and others. */
function fromLsof(port: number): string | undefined {
  try {
    const lines = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { encoding: "utf8" }).split(
      "\n",
    );
    const [pid, command] = ["p", "c"].map((field) => lines.find((line) => line.startsWith(field))?.slice(1));
    return pid && `process ${pid} (${command})`;
  } catch {
    return undefined;
  }
}
