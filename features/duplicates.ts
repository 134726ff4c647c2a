import { HashPartitions, hashNumber } from "./hash-partitions";

export interface Duplicates {
  /** Rows that are equal to an earlier one. */
  equalRows: number;
  /** Features that come with more than one label, and the rows that have them. */
  ambiguous: { features: number; rows: number };
}

/** Counts equal rows and features with several labels, in memory that does not grow with the rows. */
export class DuplicateCounter {
  private readonly records: HashPartitions;

  /** @param folder for temporary files; made when it is needed */
  constructor(folder: string) {
    this.records = new HashPartitions(folder);
  }

  /** Adds a row: the `sha256Bytes` of its features and of the whole of it, and the index of its label. */
  add(features: string, row: string, label: number): void {
    this.records.add(features, hashNumber(row), label);
  }

  count(): Duplicates {
    const total: Duplicates = { equalRows: 0, ambiguous: { features: 0, rows: 0 } };
    for (const records of this.records.partitions()) countInto(total, records);
    return total;
  }
}

// ---

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
