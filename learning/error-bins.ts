export interface ErrorBin {
  rows: number;
  /** Means of what was predicted, and of how much the truth is above it. */
  predicted: number;
  error: number;
  /** The root of the mean of the squared errors. */
  rootMeanSquare: number;
}

const MAX_BINS = 16;

/** Errors by what was predicted, in one pass, in bins of one width, a power of two, doubled when they get too many. */
export class ErrorCounter {
  private exponent = -60;
  private bins = new Map<number, Sums>();

  add(predicted: number, truth: number): void {
    const error = truth - predicted;
    this.put(Math.floor(predicted / 2 ** this.exponent), { rows: 1, predicted, error, squares: error * error });
    while (this.bins.size > MAX_BINS) {
      const before = this.bins;
      this.exponent++;
      this.bins = new Map();
      for (const [bin, sums] of before) this.put(Math.floor(bin / 2), sums);
    }
  }

  /** By ascending prediction. */
  result = (): ErrorBin[] =>
    [...this.bins]
      .sort(([a], [b]) => a - b)
      .map(([, { rows, predicted, error, squares }]) => ({
        rows,
        predicted: predicted / rows,
        error: error / rows,
        rootMeanSquare: Math.sqrt(squares / rows),
      }));

  private put(bin: number, more: Sums): void {
    const sums = this.bins.get(bin);
    if (!sums) this.bins.set(bin, { ...more });
    else for (const name of ["rows", "predicted", "error", "squares"] as const) sums[name] += more[name];
  }
}

// ---

interface Sums {
  rows: number;
  predicted: number;
  error: number;
  squares: number;
}
