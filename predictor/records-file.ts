import { BadValue, computeCells, featureColumns } from "../features/definition";
import { SEPARATOR } from "../features/digest";
import type { CsvSource } from "../features/extract/csv-file";
import { FeaturesFile, type FeaturesFileFacts } from "../features/features-file";
import type { Layout } from "../features/layout";
import type { NamedDefinition } from "../features/load-definition";
import { atLine, rowsOfCsv } from "./rows";
import { UnseenCounter, unseenReader } from "./unseen";

export interface RecordsFile extends FeaturesFileFacts {
  /** By the number of the row, from 0, why it has no features: it is not in the file. */
  problems: Map<number, string>;
  unseen: UnseenCounter;
}

/**
 * Writes the features of rows that are to be predicted, without a label, streaming.
 * @param seen categories that were learned from (`ServedModel.seen`)
 */
export async function writeRecords(
  definition: NamedDefinition,
  sources: CsvSource[],
  { path, layout, seen, onProgress }: WriteOptions,
): Promise<RecordsFile> {
  const names = featureColumns(definition).map(({ name }) => name);
  const file = await FeaturesFile.create(path, layout.header(names));
  const problems = new Map<number, string>();
  const [unseen, unseenIn] = [new UnseenCounter(), unseenReader(seen)];
  let count = 0;
  try {
    for await (const rows of rowsOfCsv(definition, sources)) {
      // A writer remembers texts that it has quoted: those of a batch will do.
      const lines = layout.writer(names);
      for (const row of rows) {
        try {
          if (row.problem !== undefined) throw new BadValue(row.problem);
          const cells = computeCells(definition, row.row);
          file.add(lines.line(cells, cells.join(SEPARATOR)));
          const record = Object.fromEntries(names.flatMap((name, i) => (cells[i] === "" ? [] : [[name, cells[i]]])));
          for (const column of unseenIn(record)) unseen.add(column, record[column]);
        } catch (error) {
          if (!(error instanceof BadValue)) throw error;
          problems.set(count, row.problem ?? atLine(row, error.message));
        }
        count++;
      }
      onProgress(count);
      await file.flush();
    }
    return { ...(await file.finish()), problems, unseen };
  } finally {
    await file.close();
  }
}

interface WriteOptions {
  path: string;
  layout: Layout;
  seen?: Record<string, string>;
  /** Called now and then with the rows so far. */
  onProgress: (rows: number) => void;
}
