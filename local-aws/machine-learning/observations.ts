import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { splitter, type Split } from "../../learning/split";

/** Input that cannot be read as observations; the message says where and what was expected. */
export class InputError extends Error {}

/** Developer Guide, "Understanding the Data Format for Amazon ML". */
const MAX_ROW_BYTES = 100 * 1024;
const MAX_REJECTED = 10_000;
const CHUNK_BYTES = 1 << 20;

export interface ObservationsOptions {
  /** The files, in the order of their S3 keys. */
  files: string[];
  /** Cells that each row has to have. */
  columns: number;
  hasHeader: boolean;
  split: Split;
}

/**
 * The rows of a data source: those that its split selects, as cells. Files are opened once, so
 * that each pass sees the same bytes, also when an object is replaced meanwhile. The split is
 * taken before bad rows are left out, by row number and byte offset over all files.
 */
export class Observations implements Iterable<string[]> {
  private readonly descriptors: number[];
  private readonly selects: (index: number, offset: number) => boolean;
  /** Rows that the last pass left out: wrong number of cells, too long, unbalanced quotes. */
  rejected = 0;
  /** Where the first of them is: index of the file, and its line from 1 on. */
  firstRejected?: { file: number; line: number };

  constructor(private readonly options: ObservationsOptions) {
    this.descriptors = options.files.map((file) => openSync(file, "r"));
    const { split } = options;
    this.selects = splitter(split, split.strategy === "sequential" ? this.countLines() : 0);
  }

  /** @throws InputError when more than 10,000 rows are bad */
  *[Symbol.iterator](): Generator<string[]> {
    for (const { cells } of this.withBadRows()) {
      if (cells) yield cells;
      else if (this.rejected > MAX_REJECTED) {
        throw new InputError(
          `More than ${MAX_REJECTED} observations are bad. Expected rows of ${this.options.columns} cells, at most 100 KB long, with balanced quotes.`,
        );
      }
    }
  }

  /** All rows that the split selects, each with the index of its file; bad ones without cells. */
  *withBadRows(): Generator<{ file: number; cells: string[] | undefined }> {
    const { columns, hasHeader } = this.options;
    this.rejected = 0;
    this.firstRejected = undefined;
    let index = 0;
    let before = 0;
    for (const [file, descriptor] of this.descriptors.entries()) {
      let line = hasHeader ? 1 : 0;
      for (const { offset, size, text } of lines(descriptor, hasHeader)) {
        line++;
        if (!this.selects(index++, before + offset)) continue;
        const cells = size > MAX_ROW_BYTES ? undefined : readCells(text);
        const isGood = cells?.length === columns;
        if (!isGood && this.rejected++ === 0) this.firstRejected = { file, line };
        yield { file, cells: isGood ? cells : undefined };
      }
      before += fstatSync(descriptor).size;
    }
  }

  close(): void {
    this.descriptors.forEach(closeSync);
  }

  private countLines(): number {
    let count = 0;
    for (const descriptor of this.descriptors) for (const _ of lines(descriptor, this.options.hasHeader)) count++;
    return count;
  }
}

// ---

/**
 * Lines end with `\n` or `\r\n`, the last one perhaps with neither. A blank one is a row, and a bad one: results
 * have as many lines as their input. `size`: bytes without the line end.
 */
function* lines(descriptor: number, skipFirst: boolean): Generator<{ offset: number; size: number; text: string }> {
  let rest = Buffer.alloc(0);
  let position = 0;
  let offset = 0;
  let isFirst = true;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
    position += read;
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, read)]) : chunk.subarray(0, read);
    let at = 0;
    for (;;) {
      let end = buffer.indexOf(0x0a, at);
      if (end < 0 && read === 0 && at < buffer.length) end = buffer.length;
      if (end < 0) break;
      const start = isFirst && buffer.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : at;
      const stop = buffer[end - 1] === 0x0d && end > start ? end - 1 : end;
      if (!(isFirst && skipFirst))
        yield { offset: offset + at, size: stop - start, text: buffer.toString("utf8", start, stop) };
      isFirst = false;
      at = end + 1;
    }
    if (read === 0) return;
    offset += at;
    rest = buffer.subarray(at);
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The cells of one line; undefined when its quotes are not balanced. No cell holds a line end. */
function readCells(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(",");
  try {
    const [cells]: string[][] = parse(line);
    return cells;
  } catch {
    return undefined;
  }
}
