import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpathSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a process has of a folder that no other has. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process, for one purpose; undefined when another process has it. The lock is a
 * socket, which the kernel gives back when its process ends in whatever way: on Linux of the abstract kind,
 * which leaves no file (man 7 unix).
 *
 * `serve`: two services on one folder would overwrite each other's entities, whatever their ports are.
 * `start`: of several clients that find the service down, one starts it.
 */
export async function lockFolder(data: string, purpose: "serve" | "start"): Promise<FolderLock | undefined> {
  // A folder that was removed and made anew under its old name is another one.
  const { dev, ino } = statSync(data);
  const own = [realpathSync(data), dev, ino, ...(purpose === "serve" ? [] : [purpose])].join(" ");
  const name = createHash("sha256").update(own).digest("hex").slice(0, 32);
  const path = process.platform === "linux" ? `\0ml-learn-local-aws/${name}` : join(tmpdir(), `ml-learn-${name}.sock`);
  const server = (await listen(path)) ?? ((await isDead(path)) ? await listen(path) : undefined);
  // It need not keep the process up.
  server?.unref();
  return server && { release: () => server.close() };
}

// ---

async function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).listen({ path });
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return undefined;
  }
}

/** A socket's file may have outlived its process; it is then removed. */
async function isDead(path: string): Promise<boolean> {
  if (path.startsWith("\0")) return false;
  const socket = connect({ path });
  try {
    await once(socket, "connect");
    return false;
  } catch {
    rmSync(path, { force: true });
    return true;
  } finally {
    socket.destroy();
  }
}
