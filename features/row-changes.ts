import { sha256Bytes } from "./digest";
import { HashPartitions, hashNumber } from "./hash-partitions";

/** How many rows differ between two sets of features with the same columns. */
export interface RowChanges {
  added: number;
  removed: number;
  /** Rows whose features were there before, with another label. */
  relabelled: number;
}

/**
 * Compares features files, in memory that does not grow with their rows. Rows are compared as the
 * lines of CSV that they are: all features files are written by the same hand. Row ids do not count.
 * @param folder for temporary files; made when it is needed
 */
export async function countRowChanges(
  before: AsyncIterable<Buffer>[],
  after: AsyncIterable<Buffer>[],
  hasRowId: boolean,
  folder: string,
): Promise<RowChanges> {
  const records = new HashPartitions(folder);
  for (const [files, sign] of [
    [before, -1],
    [after, 1],
  ] as const)
    for (const file of files)
      for await (const lines of featureLines(file))
        for (const line of lines) {
          const afterLabel = endOfCell(line, 0);
          const features = line.slice(hasRowId ? endOfCell(line, afterLabel) : afterLabel);
          records.add(sha256Bytes(features), hashNumber(sha256Bytes(line.slice(0, afterLabel))), sign);
        }
  const total: RowChanges = { added: 0, removed: 0, relabelled: 0 };
  for (const partition of records.partitions()) countInto(total, partition);
  return total;
}

// ---

/** The lines under the header, as many at once as have come. */
async function* featureLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  let isHeader = true;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (isHeader && lines.length > 0) {
      lines.shift();
      isHeader = false;
    }
    yield lines;
  }
  if (rest !== "" && !isHeader) yield [rest];
}

/** Where the cell after the one that begins at `begin` begins. */
function endOfCell(line: string, begin: number): number {
  if (line[begin] !== '"') return line.indexOf(",", begin) + 1;
  let end = line.indexOf('"', begin + 1);
  while (line[end + 1] === '"') end = line.indexOf('"', end + 2);
  return end + 2;
}

/** Of rows with the same features: those with the same label cancel out, the others are paired as relabelled. */
function countInto(total: RowChanges, records: Float64Array): void {
  const balances = new Map<number, Map<number, number>>();
  for (let at = 0; at < records.length; at += 3) {
    const [features, label, sign] = [records[at], records[at + 1], records[at + 2]];
    let labels = balances.get(features);
    if (!labels) balances.set(features, (labels = new Map<number, number>()));
    labels.set(label, (labels.get(label) ?? 0) + sign);
  }
  for (const labels of balances.values()) {
    let [more, fewer] = [0, 0];
    for (const balance of labels.values()) {
      if (balance > 0) more += balance;
      else fewer -= balance;
    }
    const relabelled = Math.min(more, fewer);
    total.relabelled += relabelled;
    total.added += more - relabelled;
    total.removed += fewer - relabelled;
  }
}
