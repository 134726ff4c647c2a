import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wordAt } from "./digest";

/** What repeats in the rows. */
export interface Duplicates {
  /** Rows that are equal to an earlier one. */
  equalRows: number;
  /** Features that come with more than one label, and the rows that have them. */
  ambiguous: { features: number; rows: number };
}

const PARTITIONS = 256;
/** Of three numbers each: hash of the features, hash of the row, label. */
const RECORDS_A_BUFFER = 128;

/**
 * Counts equal rows and features with several labels, in memory that does not grow with the rows:
 * hashes (53 bits) go to partitions by the hash of the features, on disk once they are many, and
 * are counted partition by partition. 100 million rows are 400,000 a partition.
 */
export class DuplicateCounter {
  private readonly buffers = Array.from({ length: PARTITIONS }, () => new Float64Array(3 * RECORDS_A_BUFFER));
  private readonly lengths = new Uint32Array(PARTITIONS);
  private readonly isOnDisk = new Uint8Array(PARTITIONS);

  /** @param folder for temporary files; made when it is needed */
  constructor(private readonly folder: string) {}

  /** Adds a row: the `sha256Bytes` of its features and of the whole of it, and the index of its label. */
  add(features: string, row: string, label: number): void {
    // Byte 31 chooses the partition: the first ones are in the number.
    const partition = features.charCodeAt(31);
    const buffer = this.buffers[partition];
    let at = this.lengths[partition];
    buffer[at++] = hashNumber(features);
    buffer[at++] = hashNumber(row);
    buffer[at++] = label;
    this.lengths[partition] = at;
    if (at === buffer.length) this.spill(partition);
  }

  count(): Duplicates {
    const total: Duplicates = { equalRows: 0, ambiguous: { features: 0, rows: 0 } };
    for (let partition = 0; partition < PARTITIONS; partition++) countInto(total, this.records(partition));
    return total;
  }

  private spill(partition: number): void {
    if (!this.isOnDisk.includes(1)) mkdirSync(this.folder, { recursive: true });
    appendFileSync(this.file(partition), new Uint8Array(this.buffers[partition].buffer));
    this.isOnDisk[partition] = 1;
    this.lengths[partition] = 0;
  }

  private records(partition: number): Float64Array {
    const inMemory = this.buffers[partition].subarray(0, this.lengths[partition]);
    if (!this.isOnDisk[partition]) return inMemory;
    const bytes = readFileSync(this.file(partition));
    const records = new Float64Array(bytes.length / 8 + inMemory.length);
    new Uint8Array(records.buffer).set(bytes);
    records.set(inMemory, bytes.length / 8);
    return records;
  }

  private file(partition: number): string {
    return join(this.folder, `hashes-${partition}`);
  }
}

// ---

/** The first 53 bits of a hash. */
const hashNumber = (bytes: string): number => wordAt(bytes, 0) * 2 ** 21 + (wordAt(bytes, 4) >>> 11);

function countInto(total: Duplicates, records: Float64Array): void {
  const rows = new Set<number>();
  const found = new Map<number, { label: number; isAmbiguous: boolean; rows: number }>();
  for (let at = 0; at < records.length; at += 3) {
    const [features, row, label] = [records[at], records[at + 1], records[at + 2]];
    rows.add(row);
    const known = found.get(features);
    if (!known) found.set(features, { label, isAmbiguous: false, rows: 1 });
    else {
      known.rows++;
      if (known.label !== label) known.isAmbiguous = true;
    }
  }
  total.equalRows += records.length / 3 - rows.size;
  for (const { isAmbiguous, rows } of found.values()) {
    if (!isAmbiguous) continue;
    total.ambiguous.features++;
    total.ambiguous.rows += rows;
  }
}
