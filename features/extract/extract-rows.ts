import { readCsv, type CsvRow } from "./csv-file";
import { ExtractError } from "./extract-error";

/** Some rows of one of the extract's files, and how that file's rows are read. */
export interface ExtractBatch<Read> {
  file: string;
  rows: CsvRow[];
  read: Read;
}

/**
 * The rows of the extract's files, without their headers, in batches.
 * @param known names of columns that a message may show
 * @param reader makes the reader of a file's rows from its header
 * @throws ExtractError; whatever `reader` throws
 */
export async function* extractRows<Read>(
  files: string[],
  known: readonly string[],
  reader: (header: string[], file: string) => Read,
): AsyncGenerator<ExtractBatch<Read>> {
  for (const file of files) {
    let read: Read | undefined;
    for await (const rows of readCsv(file, known)) {
      const header = read === undefined ? rows.shift()!.cells : undefined;
      if (header) read = reader(header, file);
      yield { file, rows, read: read! };
    }
    if (read === undefined)
      throw new ExtractError(`${file}: expected a header that names the columns and rows under it, got an empty file.`);
  }
}
