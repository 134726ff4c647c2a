import { csvFile, readCsv, type CsvOptions } from "./csv-file";
import type { CsvRow } from "./csv-records";
import { ExtractError } from "./extract-error";

/** Some rows of one of the extract's files, and how that file's rows are read. */
export interface ExtractBatch<Read> {
  file: string;
  rows: CsvRow[];
  /** What separates the cells. */
  delimiter: string;
  read: Read;
}

/**
 * The rows of the extract's files, without their headers, in batches.
 * @param reader makes the reader of a file's rows from its header
 * @throws ExtractError; whatever `reader` throws
 */
export async function* extractRows<Read>(
  files: string[],
  options: CsvOptions,
  reader: (header: string[], file: string) => Read,
): AsyncGenerator<ExtractBatch<Read>> {
  for (const file of files) {
    let read: Read | undefined;
    for await (const { rows, delimiter } of readCsv(csvFile(file), options)) {
      const header = read === undefined ? rows.shift()!.cells : undefined;
      if (header) read = reader(header, file);
      yield { file, rows, delimiter, read: read! };
    }
    if (read === undefined)
      throw new ExtractError(`${file}: expected a header that names the columns and rows under it, got an empty file.`);
  }
}
