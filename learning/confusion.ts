/** Rows by [true class][predicted class], in the order of the labels: square. */
export interface Confusion {
  labels: string[];
  counts: number[][];
}

export const rowTotals = ({ counts }: Confusion): number[] =>
  counts.map((row) => row.reduce((sum, count) => sum + count, 0));

/** Counts which class was predicted for which. A class that training never saw comes after those that it did. */
export class ConfusionCounter {
  private readonly places: Map<string, number>;
  private readonly rows: number[][] = [];

  constructor(labels: string[]) {
    this.places = new Map(labels.map((label, place) => [label, place]));
  }

  add(truth: string, predicted: string): void {
    const row = (this.rows[this.place(truth)] ??= []);
    const column = this.place(predicted);
    row[column] = (row[column] ?? 0) + 1;
  }

  result(): Confusion {
    const labels = [...this.places.keys()];
    return { labels, counts: labels.map((_, row) => labels.map((_, column) => this.rows[row]?.[column] ?? 0)) };
  }

  private place(label: string): number {
    const known = this.places.get(label);
    if (known !== undefined) return known;
    this.places.set(label, this.places.size);
    return this.places.size - 1;
  }
}
