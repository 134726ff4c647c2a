import { seenReader } from "../features/seen-values";
import { firstOf } from "../text/lists";
import { counted } from "../text/numbers";
import { visible } from "../text/visible";

/** Tells the columns of a record whose category the model never saw in training: it takes them for no value. */
export type UnseenReader = (record: Record<string, string>) => string[];

/** @param seen what was seen, by column, as `SeenValues` has it; of columns that are not there nothing is known */
export function unseenReader(seen: Record<string, string> = {}): UnseenReader {
  const readers = Object.entries(seen).map(([column, values]) => ({ column, isSeen: seenReader(values) }));
  return (record) =>
    readers
      .filter(({ column, isSeen }) => Object.hasOwn(record, column) && !isSeen(record[column]))
      .map(({ column }) => column);
}

/** Of a model of which nothing is known. */
export const seesAll: UnseenReader = unseenReader();

const SHOWN = 3;

/** Counts categories that were never seen, over many rows. */
export class UnseenCounter {
  private readonly columns = new Map<string, Map<string, number>>();

  add(column: string, value: string): void {
    const values = this.columns.get(column) ?? new Map<string, number>();
    this.columns.set(column, values.set(value, (values.get(value) ?? 0) + 1));
  }

  /** A sentence a column. */
  words(): string[] {
    return [...this.columns].map(([column, values]) => {
      const shown = firstOf(
        [...values].map(([value, rows]) => `"${visible(value)}" (${counted(rows, "row")})`),
        SHOWN,
      );
      const [were, count] = values.size === 1 ? ["was", "counts"] : ["were", "count"];
      return `${counted(values.size, "value")} of ${column} ${were} not among the rows that were learned from, and ${count} as missing: ${shown}.`;
    });
  }
}
