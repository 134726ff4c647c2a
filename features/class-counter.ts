import { ExtractError } from "./extract/extract-error";
import { count } from "../text/numbers";

/** A column with more of them holds no classes, and they would fill the memory. */
const MAX_LABELS = 100_000;

/** How many rows a class has, among rows per class: labels may be called as what each object has. */
export const rowsOfClass = (rows: Record<string, number>, label: string): number =>
  Object.hasOwn(rows, label) ? rows[label] : 0;

export class ClassCounter {
  private readonly indices = new Map<string, number>();
  private readonly rows: number[] = [];

  /** @param column that holds the labels, for the message */
  constructor(private readonly column: string) {}

  /**
   * Counts a row. Gives the index of its class, in the order of their first rows.
   * @throws ExtractError when there are more labels than any column has classes
   */
  add(label: string): number {
    const index = this.indices.get(label);
    if (index !== undefined) {
      this.rows[index]++;
      return index;
    }
    if (this.rows.length === MAX_LABELS)
      throw new ExtractError(
        `Expected classes in the column '${this.column}', got more than ${count(MAX_LABELS)} different labels. Is it the right column? A number to predict is a label of the type NUMERIC.`,
      );
    this.indices.set(label, this.rows.length);
    return this.rows.push(1) - 1;
  }

  /** Rows per class, the most frequent first, equally frequent ones by name. */
  counts(): [label: string, rows: number][] {
    const counts = [...this.indices].map(([label, index]): [string, number] => [label, this.rows[index]]);
    return counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }
}
