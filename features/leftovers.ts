import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes files and folders named `<prefix><process id>…` whose process has ended: it was killed at its work. */
export async function removeLeftovers(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : NaN;
    if (pid === process.pid || (!Number.isNaN(pid) && !isAlive(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

// ---

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
