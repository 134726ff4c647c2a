import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkFeatures } from "./checks";
import { ClassCounter } from "./class-counter";
import { BadValue, csvOptions } from "./definition";
import { ExtractError } from "./extract/extract-error";
import { extractRows } from "./extract/extract-rows";
import { FeatureRows, featuresFiles } from "./feature-rows";
import { fingerprint, sha256OfFile } from "./fingerprint";
import { removeLeftovers } from "./leftovers";
import type { Layout } from "./layout";
import type { NamedDefinition } from "./load-definition";
import { manifestFile, readManifest, type Manifest } from "./manifest";
import { Problems } from "./problems";
import { RareClasses } from "./rare-classes";
import { rowReader } from "./row-reader";
import { Sides } from "./sides";
import { holdOutOf, type HoldOut } from "./hold-out";

export interface TransformOptions {
  definition: NamedDefinition;
  /** The extract's CSV files; each has a header. */
  files: string[];
  holdOut: HoldOut;
  layout: Layout;
  /** Gets the features and their manifest. */
  folder: string;
  /** Called now and then with the number of rows done so far. */
  onProgress?: (rows: number) => void;
}

/**
 * Turns the extract into features and their manifest, unless those in the folder are made from just
 * that. Streams: memory does not grow with the rows. Files appear whole or not at all.
 * @throws ExtractError that lists what is wrong with the extract, with file, line, column and reason
 */
export async function transform(options: TransformOptions): Promise<Manifest> {
  const { definition, files, folder } = options;
  const holdOut = holdOutOf(definition, options.holdOut);
  const before = await stampsOf(files);
  const madeFrom = await fingerprint(files, [definition.name, holdOut]);
  const made = await readManifest(folder);
  if (made?.madeFrom === madeFrom && (await isIntact(folder, made))) return made;

  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder, TEMPORARY);
  const temporary = join(folder, `${TEMPORARY}${process.pid}`);
  await mkdir(temporary);
  try {
    const manifest: Manifest = { ...(await writeFeatures({ ...options, holdOut }, temporary)), madeFrom };
    refuseChanged(before, await stampsOf(files));
    // For its owner's eyes only, as the features are.
    await writeFile(manifestFile(temporary), JSON.stringify(manifest, null, 2) + "\n", { mode: 0o600 });
    for (const file of featuresFiles) {
      if (file in manifest.files) await rename(join(temporary, file), join(folder, file));
      else await rm(join(folder, file), { force: true });
    }
    await rename(manifestFile(temporary), manifestFile(folder));
    return manifest;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!["ENOSPC", "EFBIG", "EDQUOT", "EIO"].includes(code ?? "")) throw error;
    throw new ExtractError(`The features cannot be written to ${folder}: ${message}. Make room and run again.`, {
      cause: error,
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

// ---

const TEMPORARY = ".transform-";
/** Of what is odd, so much is shown. */
const VALUES_KEPT = 3;

async function writeFeatures(options: TransformOptions, folder: string): Promise<Omit<Manifest, "madeFrom">> {
  const { definition, files, layout, onProgress } = options;
  const sides = await Sides.find(options.holdOut, { definition, files, onProgress });
  const rare = await RareClasses.find(definition, files, sides, onProgress);
  const features = await FeatureRows.create({ definition, sides, layout, folder });
  const problems = new Problems();
  let [unlabelled, tooOld] = [0, 0];
  const delimiters = new Set<string>();
  const { label } = definition;
  const spellings = new ClassCounter(label.name);
  const isCounted = label.yes !== undefined && label.no === undefined;
  const onLabel = isCounted ? (spelling: string) => void spellings.add(spelling.trim()) : undefined;
  const readers = (header: string[], file: string) => ({
    row: rowReader(definition, header, file, onLabel),
    place: sides.reader(header, file),
  });
  try {
    for await (const { file, rows, delimiter, read } of extractRows(files, csvOptions(definition), readers)) {
      for (const { line, cells } of rows) {
        try {
          const row = read.row(cells);
          if (!row) {
            unlabelled++;
            continue;
          }
          const place = read.place(cells);
          if (sides.isTooOld(place)) {
            tooOld++;
            continue;
          }
          const label = rare.labelFor(row[0] as string);
          if (label === undefined) continue;
          row[0] = label;
          features.add(row, place);
        } catch (error) {
          if (!(error instanceof BadValue)) throw error;
          problems.add(file, line, error);
        }
      }
      delimiters.add(delimiter);
      onProgress?.(features.count);
      await features.flush();
    }
    problems.throwIfAny(features.count);
    const others = spellings.counts().filter(([spelling]) => spelling !== label.yes?.trim() && spelling !== "");
    const manifest = await features.finish({
      ...{ rare: rare.facts, unlabelled, delimiters: [...delimiters].sort(), ...sides.facts(tooOld) },
      ...(others.length > 1 && { countedAsNo: { values: others.length, first: others.slice(0, VALUES_KEPT) } }),
    });
    checkFeatures(definition, manifest, layout);
    return manifest;
  } finally {
    await features.close();
  }
}

/** What tells that a file was written to, by its name. */
async function stampsOf(files: string[]): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    stamps.set(file, found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : "gone");
  }
  return stamps;
}

/** The rows would else be of neither what was there before nor what is there now. */
function refuseChanged(before: Map<string, string>, after: Map<string, string>): void {
  const changed = [...before.keys()].filter((file) => before.get(file) !== after.get(file));
  if (changed.length > 0)
    throw new ExtractError(
      `Expected ${changed.join(", ")} to stay as it is while it is read, got a change: is an export still writing? Run again when it has ended.`,
    );
}

/** Someone may have edited a file, or a kill may have come between two renames. */
async function isIntact(folder: string, { files }: Manifest): Promise<boolean> {
  for (const [file, { sha256 }] of Object.entries(files)) {
    const path = join(folder, file);
    if (!existsSync(path) || (await sha256OfFile(path)) !== sha256) return false;
  }
  return true;
}
