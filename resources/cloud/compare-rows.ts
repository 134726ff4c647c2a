import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { removeLeftovers } from "../../features/leftovers";
import type { Manifest } from "../../features/manifest";
import { countRowChanges, type RowChanges } from "../../features/row-changes";
import type { PastUpload } from "../../plan/ledger";
import { s3, type Place } from "./clients";

const TEMPORARY = ".compare-";

/**
 * Which rows changed since an upload, by its objects and the features at hand. Reads only.
 * @param folder with the features at hand, and for temporary files
 * @returns a sentence when the objects cannot be read: nobody has to lose a preview for that
 */
export async function compareRows(
  past: PastUpload,
  features: Manifest,
  folder: string,
  place: Place,
): Promise<RowChanges | string> {
  await removeLeftovers(folder, TEMPORARY);
  const temporary = join(folder, `${TEMPORARY}${process.pid}`);
  try {
    const client = await s3(place);
    const before = Object.values(past.keys).map((key) => readObject(client, past.bucket, key));
    const after = Object.keys(features.files).map((file) => createReadStream(join(folder, file)));
    const hasRowId = (JSON.parse(features.schema) as { rowId: string | null }).rowId !== null;
    return await countRowChanges(before, after, hasRowId, temporary);
  } catch (error) {
    return `which rows can't be told: the features that serve can't be read (${(error as Error).message})`;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

// ---

/** Asks when it is read, not before: the second object of two would wait for long. */
async function* readObject(client: S3Client, Bucket: string, Key: string): AsyncGenerator<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  yield* Body as Readable;
}
