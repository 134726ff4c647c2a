import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type { CsvError } from "csv-parse";
import { ByteCheck, type Damage } from "./byte-check";
import { CsvRecords, findDelimiter, lineEnds, type CsvRow } from "./csv-records";
import { ExtractError } from "./extract-error";

/** Bytes, and what a message calls them. */
export interface CsvSource {
  name: string;
  bytes: AsyncIterable<Buffer>;
}

export interface CsvOptions {
  /** Names of columns that a message may show: without a header, the first line is data. */
  known: readonly string[];
  /** What separates the cells; where it is not said, what the header shows: `,`, `;`, tab or `|`. */
  delimiter?: string;
}

/** Some rows, and what separates their cells. */
export interface CsvBatch {
  rows: CsvRow[];
  delimiter: string;
}

export const csvFile = (file: string): CsvSource => ({ name: file, bytes: bytesOf(file) });

/**
 * The rows of CSV, plain or gzipped, header first, in batches: a step of an async generator costs more
 * than reading a row. A byte-order mark and blank lines are skipped; lines may end in `\n`, `\r\n` or
 * `\r`. The number of cells is not checked here. What stands before a line that cannot be read comes first.
 * @throws ExtractError that names line and column when it cannot be read, is not UTF-8 or not CSV
 */
export async function* readCsv({ name, bytes }: CsvSource, options: CsvOptions): AsyncGenerator<CsvBatch> {
  const check = new ByteCheck(name);
  let records: CsvRecords | undefined;
  try {
    for await (const chunk of wholeLineFirst(check.watch(unpacked(bytes)))) {
      records ??= new CsvRecords(options.delimiter ?? findDelimiter(chunk, options.known), options.known);
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        yield* batchOf(name, records, records.write(chunk.subarray(at, at + PIECE_BYTES)), check);
        if (records.error) throw records.error;
      }
    }
    if (!records) return;
    yield* batchOf(name, records, await records.end(), check);
    if (records.error) throw records.error;
  } catch (error) {
    throw error instanceof ExtractError ? error : readableError(name, error as Error, records);
  }
}

// ---

function* batchOf(name: string, { delimiter, nameOf }: CsvRecords, rows: CsvRow[], { damage }: ByteCheck) {
  const damaged = damage ? rows.findIndex((row) => damage.line <= row.line + lineEnds(row.cells)) : -1;
  const good = damaged < 0 ? rows : rows.slice(0, damaged);
  if (good.length > 0) yield { rows: good, delimiter };
  if (damaged >= 0) throw damageError(name, rows[damaged], damage!, nameOf);
}

/** The first chunk has the whole header: by that it is seen what separates the cells. */
async function* wholeLineFirst(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!first) yield chunk;
    else {
      first = Buffer.concat([first, chunk]);
      if (!/[\r\n]/.test(first.toString("latin1")) && first.length < LONGEST_HEADER) continue;
      yield first;
      first = undefined;
    }
  }
  if (first && first.length > 0) yield first;
}

/** Some hundred rows: of more at once, many outlive the young generation of the heap (a million took 20 MB more). */
const PIECE_BYTES = 4096;

/** A thousand names of 64 characters, with room. */
const LONGEST_HEADER = 1 << 20;

/** gzip is known by its first bytes. */
async function* unpacked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    const first = await chunks.next();
    if (first.done) return;
    async function* all() {
      for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
    }
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* isGzip ? pipeline(all(), createGunzip(), () => undefined) : all();
  } finally {
    await chunks.return?.();
  }
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file) as AsyncIterable<Buffer>;
}

function damageError(file: string, { line, cells }: CsvRow, { what }: Damage, name: (at: number) => string) {
  // U+FFFD stands for bytes that are not UTF-8, but may be in the text itself: two of them, and no column is named.
  const sign = what === "NUL" ? "\0" : "\ufffd";
  const at = cells.findIndex((cell) => cell.includes(sign));
  const isOnly = what === "NUL" || cells.filter((cell) => cell.includes(sign)).length === 1;
  const expected = what === "NUL" ? "text, got a NUL character" : "UTF-8, got other bytes";
  return new ExtractError(
    `${file}, line ${line}${isOnly ? `, ${name(at)}` : ""}: expected ${expected}. Save the file as UTF-8 text and run again.`,
  );
}

/** csv-parse's messages can quote the cell; ours must not show an insurance number. */
function readableError(name: string, error: Error, records: CsvRecords | undefined): ExtractError {
  const { code, column } = error as CsvError & { column: number };
  const fail = (what: string) => new ExtractError(`${name}${what}`, { cause: error });
  const place = () => `, line ${records!.line}, ${records!.nameOf(column)}`;
  switch (code as string | undefined) {
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_MAX_RECORD_SIZE":
      return fail(
        `${place()}: expected a closing quote, got none before the end of the file or within 16 MB. A quote inside of a cell is written twice, the cell in quotes.`,
      );
    case "INVALID_OPENING_QUOTE":
    case "CSV_INVALID_CLOSING_QUOTE":
      return fail(
        `${place()}: expected quotes around the whole cell, got one beside other text. A quote inside of a cell is written twice, the cell in quotes.`,
      );
    case "Z_BUF_ERROR":
      return fail(": expected a whole gzip file, got one that is cut off. Make or fetch it again.");
    case "Z_DATA_ERROR":
      return fail(": expected a gzip file, got a damaged one. Make or fetch it again.");
    default:
      return fail(` cannot be read: ${error.message}`);
  }
}
