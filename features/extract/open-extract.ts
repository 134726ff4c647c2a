import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { committed } from "../git";
import { ExtractError } from "./extract-error";
import { readSnapshot, snapshotFile } from "./snapshot";
import { isDatabase, type Source } from "./source";
import { ago } from "../../text/dates";

export interface Extract {
  files: string[];
  /** What they are and how old, for people. */
  words: string;
}

/**
 * The files that hold the rows: those of the source, or the snapshot of a database. No database is
 * asked, so what was previewed is what is trained.
 * @param folder where the snapshot is
 * @throws ExtractError when there is nothing to read
 */
export async function openExtract(source: Source, folder: string, now: Date): Promise<Extract> {
  if (isDatabase(source)) {
    const { taken, from } = await readSnapshot(source, folder);
    return { files: [snapshotFile(folder)], words: `${snapshotFile(folder)}, taken from ${from} ${ago(taken, now)}` };
  }
  const files = await findFiles(source.source, "ml-learn:source", ", or postgresql://…");
  const what = files.length === 1 ? files[0] : `${files.length} files of ${source.source}, the newest`;
  return { files, words: `${what} ${await ageOf(files, now)}` };
}

/**
 * The CSV files of a file, a folder or a glob, in the order of their paths.
 * @param setting where it was said
 * @param also what else that may be, for a message
 * @throws ExtractError when there are none
 */
export async function findFiles(source: string, setting: string, also = ""): Promise<string[]> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error)) {
    if (found.isFile()) return [source];
    if (!found.isDirectory())
      throw new ExtractError(`Expected CSV files in ${setting}, got ${source}, which is neither a file nor a folder.`);
    const files = await glob(IN_A_FOLDER, { cwd: source, caseSensitiveMatch: false });
    if (files.length === 0)
      throw new ExtractError(`Expected files ${IN_A_FOLDER} in the folder ${source} of ${setting}, got none.`);
    return files.sort().map((file) => `${source.replace(/\/+$/, "")}/${file}`);
  }
  const files = isDynamicPattern(source)
    ? await glob(source, { absolute: isAbsolute(source), expandDirectories: false })
    : [];
  if (files.length > 0) return files.sort();
  const what = isDynamicPattern(source) ? "no file that matches" : found.code;
  throw new ExtractError(
    `Expected CSV files in ${source}, got ${what}. Set ${setting} to a CSV file, or a folder or glob of such${also}.`,
  );
}

// ---

const IN_A_FOLDER = "*.{csv,csv.gz}";

/** `changed 3 minutes ago`; `committed 12 days ago` of what git has as it is. */
async function ageOf(files: string[], now: Date): Promise<string> {
  const time = committed(files);
  if (time) return `committed ${ago(time, now)}`;
  const changed = await Promise.all(files.map(async (file) => (await stat(file)).mtime.getTime()));
  return `changed ${ago(new Date(Math.max(...changed)), now)}`;
}
