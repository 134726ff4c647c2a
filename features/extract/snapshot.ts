import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { databaseName, withoutPassword } from "./database-name";
import { sha256 } from "../digest";
import { ExtractError } from "./extract-error";
import type { Source } from "./source";

/** What is known of a snapshot of a database; kept beside it, without the password. */
export interface SnapshotRecord {
  /** ISO 8601. */
  taken: string;
  /** `postgresql://host/database`. */
  from: string;
  /** SHA-256 of the URL without its password, and of the query. */
  source: string;
  query: string;
  rows: number;
}

/** The rows of a database, as the last `npm run ml:extract` found them. */
export const snapshotFile = (folder: string): string => join(folder, "extracted_data.csv");
export const snapshotRecordFile = (folder: string): string => join(folder, "extracted_data.json");

/** What a snapshot has to be of. */
export const snapshotIdentity = ({ source, query }: Source): Pick<SnapshotRecord, "source" | "query"> => ({
  source: sha256(withoutPassword(source)),
  query: sha256(query),
});

/**
 * The snapshot's record.
 * @throws ExtractError when there is no snapshot, or one of another database or query
 */
export async function readSnapshot(source: Source, folder: string): Promise<{ taken: Date; from: string }> {
  const from = databaseName(source.source);
  const command = "Run `npm run ml:extract`.";
  let record: SnapshotRecord;
  try {
    await stat(snapshotFile(folder));
    record = JSON.parse(await readFile(snapshotRecordFile(folder), "utf8")) as SnapshotRecord;
  } catch (cause) {
    throw new ExtractError(`Expected a snapshot of ${from} in ${snapshotFile(folder)}, got none. ${command}`, {
      cause,
    });
  }
  const { source: url, query } = snapshotIdentity(source);
  if (record.source !== url || record.query !== query) {
    const what = record.source === url ? "another query" : `another database, user or options (${record.from})`;
    throw new ExtractError(
      `Expected a snapshot of ${from} by ml-learn:query in ${snapshotFile(folder)}, got one of ${what}. ${command}`,
    );
  }
  return { taken: new Date(record.taken), from };
}
