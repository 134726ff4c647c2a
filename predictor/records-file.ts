import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BadValue, computeCells, featureColumns } from "../features/definition";
import { SEPARATOR } from "../features/digest";
import type { CsvSource } from "../features/extract/csv-file";
import { FeaturesFile, type FeaturesFileFacts } from "../features/features-file";
import type { Layout, RowWriter } from "../features/layout";
import type { NamedDefinition } from "../features/load-definition";
import { recordOf } from "../features/schema";
import { atLine, rowsOfCsv, type NamedRow } from "./rows";
import { seesAll, UnseenCounter, type UnseenReader } from "./unseen";

export interface Records extends FeaturesFileFacts {
  /** Rows that were read, with those that have no features. */
  count: number;
  unseen: UnseenCounter;
}

/**
 * Writes the features of rows that are to be predicted, without a label, and the rows themselves to another file: what
 * they are read from may be written to before they are predicted. Streams.
 */
export async function writeRecords(
  definition: NamedDefinition,
  sources: CsvSource[],
  { path, rowsPath, layout, unseenIn = seesAll, onProgress }: WriteOptions,
): Promise<Records> {
  const names = featureColumns(definition).map(({ name }) => name);
  const file = await FeaturesFile.create(path, layout.header(names));
  const unseen = new UnseenCounter();
  let count = 0;
  async function* asText() {
    for await (const rows of rowsOfCsv(definition, sources)) {
      // A writer remembers texts that it has quoted: those of a batch will do.
      const writer = { lines: layout.writer(names), names, unseen, unseenIn };
      const added = rows.map((row) => add(definition, row, file, writer));
      yield added.map((row) => JSON.stringify(row) + "\n").join("");
      onProgress((count += rows.length));
      await file.flush();
    }
  }
  try {
    await pipeline(Readable.from(asText()), createWriteStream(rowsPath, { mode: 0o600 }));
    return { ...(await file.finish()), count, unseen };
  } finally {
    await file.close();
  }
}

/** The rows that were written beside the features, in their order; those without features say why. */
export async function* readRows(rowsPath: string): AsyncGenerator<NamedRow> {
  const lines = createInterface({ input: createReadStream(rowsPath), crlfDelay: Infinity });
  for await (const line of lines) yield JSON.parse(line) as NamedRow;
}

// ---

interface WriteOptions {
  /** Of the features, and of the rows. */
  path: string;
  rowsPath: string;
  layout: Layout;
  /** Tells categories that were not learned from (`ServedModel.unseenIn`). */
  unseenIn?: UnseenReader;
  /** Called now and then with the rows so far. */
  onProgress: (rows: number) => void;
}

interface Writer {
  lines: RowWriter;
  names: string[];
  unseen: UnseenCounter;
  unseenIn: UnseenReader;
}

/** Adds a row's features to the file; gives the row, with a problem when it has none. */
function add(definition: NamedDefinition, row: NamedRow, file: FeaturesFile, writer: Writer): NamedRow {
  const { lines, names, unseen, unseenIn } = writer;
  if (row.problem !== undefined) return row;
  try {
    const cells = computeCells(definition, row.row);
    file.add(lines.line(cells, cells.join(SEPARATOR)));
    const record = recordOf(names, cells);
    for (const column of unseenIn(record)) unseen.add(column, record[column]);
    return row;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return { ...row, problem: atLine(row, error.message) };
  }
}
