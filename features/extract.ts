import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { parse, type CsvError } from "csv-parse";

/** A row of the extract: the line it ends on and its cells. */
export interface ExtractRow {
  line: number;
  cells: string[];
}

/** The extract cannot be used; the message says where, what was expected and what to do. */
export class ExtractError extends Error {}

/**
 * The rows of a CSV file, header first. Cells keep their text; blank lines are skipped, a
 * byte-order mark too. The number of cells is not checked here.
 *
 * @throws ExtractError when the file cannot be read or is not CSV
 */
export async function* readExtract(file: string): AsyncGenerator<ExtractRow> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new ExtractError(
      `Expected the extract in ${file}, got ${(cause as NodeJS.ErrnoException).code}. Set ml-learn:source to a CSV file.`,
      { cause },
    );
  });
  if (!found.isFile()) throw new ExtractError(`Expected a CSV file in ml-learn:source, got ${file}, which is none.`);
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  const input = createReadStream(file);
  input.on("error", (error) => parser.destroy(error));
  try {
    for await (const { record, info } of input.pipe(parser) as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (cause) {
    throw new ExtractError(`${file} is not readable as CSV: ${reason(cause as CsvError)}`, { cause });
  } finally {
    input.destroy();
  }
}

// ---

/** csv-parse's messages can quote the cell; ours must not show an insurance number. */
function reason(error: CsvError): string {
  if (error.code === "CSV_QUOTE_NOT_CLOSED")
    return `a quote is not closed before the end of the file (line ${String(error.lines)})`;
  if (error.code?.startsWith("CSV_"))
    return `expected a well-formed row on line ${String(error.lines)}, got ${error.code}`;
  return error.message;
}
