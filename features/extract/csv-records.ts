import { parse, type Parser } from "csv-parse";
import { parse as parseNow } from "csv-parse/sync";

/** A row of a CSV file: the line it begins on (from 1) and its cells. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** The records of bytes that come chunk by chunk: those of each are there at once, without a promise a row. */
export class CsvRecords {
  header: string[] | undefined;
  /** Of the record that comes next. */
  line = 1;
  private readonly parser: Parser;

  constructor(
    readonly delimiter: string,
    private readonly known: readonly string[],
  ) {
    this.parser = parse({ ...FORM, delimiter });
    // It is read from `error`.
    this.parser.on("error", () => undefined);
  }

  get error(): Error | null {
    return this.parser.errored;
  }

  write(chunk: Buffer): CsvRow[] {
    this.parser.write(chunk);
    return this.ready();
  }

  async end(): Promise<CsvRow[]> {
    this.parser.end();
    const rows = this.ready();
    if (!this.error) for await (const cells of this.parser) this.add(rows, cells as string[]);
    return rows;
  }

  /** How a message calls a column. */
  nameOf = (at: number): string =>
    this.header && this.known.includes(this.header[at]) ? `column '${this.header[at]}'` : `column ${at + 1}`;

  private ready(): CsvRow[] {
    const rows: CsvRow[] = [];
    for (let cells; (cells = this.parser.read() as string[] | null);) this.add(rows, cells);
    return rows;
  }

  /** Blank lines come as one empty cell, to count lines by: csv-parse's option `info` triples the cost of a row. */
  private add(rows: CsvRow[], cells: string[]): void {
    if (cells.length > 1 || cells[0] !== "") {
      this.header ??= cells;
      rows.push({ line: this.line, cells });
    }
    this.line += 1 + lineEnds(cells);
  }
}

/** The one by which most of the known names are found in the first line. */
export function findDelimiter(chunk: Buffer, known: readonly string[]): string {
  const found = DELIMITERS.map((delimiter) => {
    try {
      const [header = []] = parseNow(chunk, { ...FORM, delimiter, to: 1 });
      return known.filter((name) => header.includes(name)).length;
    } catch {
      return 0;
    }
  });
  return DELIMITERS[found.indexOf(Math.max(...found))];
}

/** What separates cells when it is not a comma, and what people call it. */
export const delimiterNames: Record<string, string> = { ";": "semicolons", "\t": "tabs", "|": "bars" };

/** Line ends inside of quoted cells. */
export function lineEnds(cells: string[]): number {
  let count = 0;
  for (const cell of cells) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  return count;
}

// ---

/** What a quote that is not closed may swallow before we give up: else it is the rest of the file. */
const MAX_RECORD_BYTES = 16 << 20;

const FORM = {
  bom: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  max_record_size: MAX_RECORD_BYTES,
};

const DELIMITERS = [",", ...Object.keys(delimiterNames)];
