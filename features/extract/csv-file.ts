import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse, type CsvError } from "csv-parse";
import { ByteCheck, type Damage } from "./byte-check";
import { ExtractError } from "./extract-error";

/** A row of a CSV file: the line it begins on (from 1) and its cells. */
export interface CsvRow {
  line: number;
  cells: string[];
}

const ROWS_A_BATCH = 100;
/** What a quote that is not closed may swallow before we give up: else it is the rest of the file. */
const MAX_RECORD_BYTES = 16 << 20;

/**
 * The rows of a CSV file, plain or gzipped, header first, in batches: a step of an async generator
 * costs more than reading a row. A byte-order mark and blank lines are skipped; lines may end in
 * `\n`, `\r\n` or `\r`. The number of cells is not checked here.
 * @param known names of columns that a message may show: without a header, the first line is data
 * @throws ExtractError that names line and column when the file cannot be read, is not UTF-8 or not CSV
 */
export async function* readCsv(file: string, known: readonly string[]): AsyncGenerator<CsvRow[]> {
  const check = new ByteCheck(file);
  let header: string[] | undefined;
  let batch: CsvRow[] = [];
  try {
    for await (const row of rowsOf(check.watch(readBytes(file)))) {
      if (row.cells.length === 1 && row.cells[0] === "") continue;
      header ??= row.cells;
      if (check.damage && check.damage.line < row.line + 1 + lineEnds(row.cells))
        throw damageError(file, row, check.damage, nameColumn(header, known));
      batch.push(row);
      if (batch.length === ROWS_A_BATCH) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    throw error instanceof ExtractError ? error : await readableError(file, error as Error, known);
  }
  if (batch.length > 0) yield batch;
}

// ---

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(file);
  try {
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    if (first.done) return;
    async function* all() {
      for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
    }
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* isGzip ? pipeline(all(), createGunzip(), () => undefined) : all();
  } finally {
    stream.destroy();
  }
}

/** Blank lines come as one empty cell, to count lines by: csv-parse's option `info` triples the cost of a row. */
async function* rowsOf(bytes: AsyncIterable<Buffer>, to = -1): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
    to,
  });
  let line = 1;
  const records = pipeline(Readable.from(bytes, { objectMode: false }), parser, () => undefined);
  for await (const cells of records as AsyncIterable<string[]>) {
    yield { line, cells };
    line += 1 + lineEnds(cells);
  }
}

/** Line ends inside of quoted cells. */
function lineEnds(cells: string[]): number {
  let count = 0;
  for (const cell of cells) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  return count;
}

const nameColumn = (header: string[] | undefined, known: readonly string[]) => (at: number) =>
  header && known.includes(header[at]) ? `column '${header[at]}'` : `column ${at + 1}`;

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
async function readableError(file: string, error: Error, known: readonly string[]): Promise<ExtractError> {
  const { code, records, column } = error as CsvError & { records: number; column: number };
  const fail = (what: string) => new ExtractError(`${file}${what}`, { cause: error });
  const place = async () => {
    const { line, header } = await rowAfter(file, records);
    return `, line ${line}, ${nameColumn(header, known)(column)}`;
  };
  switch (code as string | undefined) {
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_MAX_RECORD_SIZE":
      return fail(
        `${await place()}: expected a closing quote, got none before the end of the file or within 16 MB. A quote inside of a cell is written twice, the cell in quotes.`,
      );
    case "INVALID_OPENING_QUOTE":
    case "CSV_INVALID_CLOSING_QUOTE":
      return fail(
        `${await place()}: expected quotes around the whole cell, got one beside other text. A quote inside of a cell is written twice, the cell in quotes.`,
      );
    case "Z_BUF_ERROR":
      return fail(": expected a whole gzip file, got one that is cut off. Make or fetch it again.");
    case "Z_DATA_ERROR":
      return fail(": expected a gzip file, got a damaged one. Make or fetch it again.");
    default:
      return fail(` cannot be read: ${error.message}`);
  }
}

/** Where the record after the first `count` begins, and the header if it is among these. */
async function rowAfter(file: string, count: number): Promise<{ line: number; header?: string[] }> {
  let line = 1;
  let header: string[] | undefined;
  if (count > 0)
    for await (const row of rowsOf(readBytes(file), count)) {
      if (row.cells.length > 1) header ??= row.cells;
      line = row.line + 1 + lineEnds(row.cells);
    }
  return { line, header };
}
