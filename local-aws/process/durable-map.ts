import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const TEMPORARY = ".tmp";
const DAMAGED = ".damaged";

/**
 * A map on disk, one JSON file per key, all of it in memory too. What `update` has resolved for
 * survives a kill and a power cut: the value goes to a temporary file, is synced, and one rename
 * is the commit. Files are named by the SHA-256 of their key, so that no key can leave the folder,
 * be too long, or meet another on a file system that ignores case.
 */
export class DurableMap<T> {
  private readonly values = new Map<string, T>();
  private readonly locks = new Map<string, Promise<unknown>>();
  private sorted: string[] | undefined;
  /** Files lie in its folder that could not be read: what seems to belong to no entry may be theirs. */
  hasDamage = false;

  private constructor(private readonly folder: string) {}

  /** Opens, or makes, the map in a folder of its own; what an interrupted write left is removed. */
  static async open<T>(folder: string): Promise<DurableMap<T>> {
    const map = new DurableMap<T>(folder);
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      if (name.endsWith(TEMPORARY)) await rm(file);
      if (name.endsWith(DAMAGED)) map.hasDamage = true;
      if (!name.endsWith(".json")) continue;
      const entry = parseEntry<T>(await readFile(file, "utf8"));
      if (entry) map.values.set(entry.key, entry.value);
      else {
        // One file that a disk or a hand has damaged must not keep all others from being served.
        await rename(file, `${file}${DAMAGED}`);
        map.hasDamage = true;
        console.error(
          `${file} holds no entry that can be read: it is set aside as ${name}${DAMAGED}, without it all else is served.`,
        );
      }
    }
    return map;
  }

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  get size(): number {
    return this.values.size;
  }

  /** In the order of the keys' UTF-8 bytes. */
  keys(): readonly string[] {
    this.sorted ??= [...this.values.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return this.sorted;
  }

  list(): T[] {
    return [...this.values.values()];
  }

  /**
   * Replaces the value of a key by what `change` makes of it; undefined removes the key, and the
   * same object back changes nothing. Changes of one key happen one after the other, so `change`
   * may check a condition and throw.
   */
  async update(key: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined> {
    const before = this.locks.get(key) ?? Promise.resolve();
    const after = before.catch(() => undefined).then(() => this.commit(key, change));
    const lock = after.catch(() => undefined);
    this.locks.set(key, lock);
    try {
      return await after;
    } finally {
      if (this.locks.get(key) === lock) this.locks.delete(key);
    }
  }

  private async commit(key: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined> {
    const current = this.values.get(key);
    const value = change(current);
    if (value === current) return value;
    const file = join(this.folder, `${createHash("sha256").update(key).digest("hex")}.json`);
    if (value === undefined) {
      await rm(file);
      await syncFolder(this.folder);
      this.values.delete(key);
    } else {
      await writeDurably(file, JSON.stringify({ key, value }));
      this.values.set(key, value);
    }
    if (current === undefined || value === undefined) this.sorted = undefined;
    return value;
  }
}

function parseEntry<T>(text: string): { key: string; value: T } | undefined {
  try {
    const entry = JSON.parse(text) as { key?: unknown; value?: T } | null;
    return typeof entry?.key === "string" && entry.value !== undefined && entry.value !== null
      ? { key: entry.key, value: entry.value }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file so that it is there whole, or not at all, whenever the machine stops. */
export async function writeDurably(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}${TEMPORARY}`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(join(file, ".."));
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
