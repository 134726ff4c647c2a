import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { databaseName } from "./database-name";
import { ExtractError } from "./extract-error";
import { removeLeftovers } from "../leftovers";
import { copyFromPostgresql, type CopyOptions } from "./postgresql";
import { snapshotFile, snapshotIdentity, snapshotRecordFile, type SnapshotRecord } from "./snapshot";
import type { Source } from "./source";

/**
 * Copies the rows of a database into the snapshot file. It appears whole or not at all.
 * @throws ExtractError when the database does not give them, or `signal` is aborted
 */
export async function takeSnapshot(
  source: Source,
  folder: string,
  options: Pick<CopyOptions, "columns" | "timeoutMinutes" | "signal" | "onProgress">,
): Promise<SnapshotRecord> {
  await mkdir(folder, { recursive: true });
  const temporary = `${snapshotFile(folder)}.${process.pid}`;
  await removeLeftovers(folder, `${basename(snapshotFile(folder))}.`);
  const taken = new Date().toISOString();
  try {
    const { rows } = await copyFromPostgresql({ ...options, url: source.source, query: source.query, file: temporary });
    if (rows === 0)
      throw new ExtractError(
        `Expected rows from ${databaseName(source.source)} by ml-learn:query, got none. The last snapshot stays.`,
      );
    const record: SnapshotRecord = { taken, from: databaseName(source.source), ...snapshotIdentity(source), rows };
    await writeFile(`${temporary}.json`, JSON.stringify(record, null, 2) + "\n");
    // Between the renames there is a snapshot without a record, never one with another's.
    await rm(snapshotRecordFile(folder), { force: true });
    await rename(temporary, snapshotFile(folder));
    await rename(`${temporary}.json`, snapshotRecordFile(folder));
    return record;
  } finally {
    await Promise.all([rm(temporary, { force: true }), rm(`${temporary}.json`, { force: true })]);
  }
}
