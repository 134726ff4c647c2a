import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import { BadValue, type FeatureDefinition } from "./definition";
import { FeaturesDigest } from "./digest";
import { readExtract, ExtractError, type ExtractRow } from "./extract";
import { dataSchema, header } from "./schema";

/** What is known of a features file; kept beside it as `features.json`. */
export interface Manifest {
  /** The features digest, 64 hexadecimal digits. */
  digest: string;
  /** SHA-256 of the file's bytes. */
  sha256: string;
  /** Without the header. */
  rows: number;
  /** Rows per class, the most frequent first. */
  classes: Record<string, number>;
  columns: string[];
  /** Amazon ML's data schema. */
  schema: string;
}

export interface TransformOptions {
  definition: FeatureDefinition;
  /** The extract, a CSV file. */
  source: string;
  /** Gets `features.csv` and `features.json`. */
  folder: string;
  /** Called now and then with the number of rows done so far. */
  onProgress?: (rows: number) => void;
}

const BAD_ROWS_SHOWN = 20;
const ROWS_PER_PROGRESS = 10_000;

/** Where a folder's features file is. */
export const featuresFile = (folder: string): string => join(folder, "features.csv");
export const manifestFile = (folder: string): string => join(folder, "features.json");

/**
 * Turns the extract into `features.csv` and its manifest. Streams; both files appear whole or not
 * at all.
 *
 * @throws ExtractError that lists the bad rows with line and reason, when there are any
 */
export async function transform({ definition, source, folder, onProgress }: TransformOptions): Promise<Manifest> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `features-${process.pid}.csv`);
  try {
    const manifest = await writeFeatures(definition, source, temporary, onProgress);
    await writeFile(`${temporary}.json`, JSON.stringify(manifest, null, 2) + "\n");
    await rename(temporary, featuresFile(folder));
    await rename(`${temporary}.json`, manifestFile(folder));
    return manifest;
  } finally {
    await Promise.all([rm(temporary, { force: true }), rm(`${temporary}.json`, { force: true })]);
  }
}

// ---

async function writeFeatures(
  definition: FeatureDefinition,
  source: string,
  file: string,
  onProgress?: (rows: number) => void,
): Promise<Manifest> {
  const columns = header(definition);
  const digest = new FeaturesDigest(columns);
  const counts = new Map<string, number>();
  const problems = new Problems(source);

  async function* featureRows(): AsyncGenerator<string[]> {
    let readCells: ((row: ExtractRow) => [label: string, value: string]) | undefined;
    for await (const row of readExtract(source)) {
      if (!readCells) {
        readCells = cellReader(definition, row.cells, source);
        continue;
      }
      try {
        const [label, value] = readCells(row);
        const cells = [label, ...definition.compute(value)].map((cell) => String(cell ?? ""));
        digest.add(cells.join(FeaturesDigest.separator));
        counts.set(label, (counts.get(label) ?? 0) + 1);
        if (digest.rows % ROWS_PER_PROGRESS === 0) onProgress?.(digest.rows);
        yield cells;
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        problems.add(row.line, error.message);
      }
    }
  }

  const sha256 = createHash("sha256");
  async function* hashed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      sha256.update(chunk);
      yield chunk;
    }
  }

  await pipeline(featureRows(), stringify({ header: true, columns }), hashed, createWriteStream(file));
  problems.throwIfAny();
  if (digest.rows === 0) throw new ExtractError(`Expected rows under a header in ${source}, got none.`);
  const classes = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    digest: digest.digest(),
    sha256: sha256.digest("hex"),
    rows: digest.rows,
    classes: Object.fromEntries(classes),
    columns,
    schema: dataSchema(definition),
  };
}

/** Finds target and source of the definition in a row, by the extract's header. */
function cellReader({ target, source }: FeatureDefinition, names: string[], file: string) {
  const [targetAt, sourceAt] = [target.name, source].map((name) => {
    const at = names.indexOf(name);
    if (at < 0 || names.includes(name, at + 1)) {
      throw new ExtractError(
        `Expected one column '${name}' in the header of ${file}, got ${at < 0 ? "none" : "two"} among ${names.length} columns. The first line has to name the columns.`,
      );
    }
    return at;
  });
  return ({ cells }: ExtractRow): [string, string] => {
    if (cells.length !== names.length) throw new BadValue(`expected ${names.length} cells, got ${cells.length}`);
    // Amazon ML reads its input line by line, whatever the quotes say.
    if (/[\r\n]/.test(cells[targetAt])) throw new BadValue(`the ${target.name} has a line end in it`);
    if (cells[targetAt] === "") throw new BadValue(`the ${target.name} is empty`);
    return [cells[targetAt], cells[sourceAt]];
  };
}

/** The bad rows of an extract: the first few with their reason, and how many there are. */
class Problems {
  private readonly shown: string[] = [];
  private count = 0;

  constructor(private readonly file: string) {}

  add(line: number, message: string): void {
    if (this.count++ < BAD_ROWS_SHOWN) this.shown.push(`  line ${line}: ${message}`);
  }

  throwIfAny(): void {
    if (this.count === 0) return;
    const more = this.count > this.shown.length ? [`  … and ${this.count - this.shown.length} more`] : [];
    const what = this.count === 1 ? "1 bad row" : `${this.count} bad rows`;
    throw new ExtractError(
      [`${what} in ${this.file}; mend or remove them and run again:`, ...this.shown, ...more].join("\n"),
    );
  }
}
