/** Scores of a binary model, from 0 to 1, counted in equal bins by what is true: bin b holds b / n <= score < (b + 1) / n. */
export interface ScoreBins {
  zeros: number[];
  ones: number[];
  /** Of the scores of each bin. */
  sums: number[];
}

const BINS = 20;

export class ScoreCounter {
  private readonly bins: ScoreBins = { zeros: zeros(), ones: zeros(), sums: zeros() };

  add(score: number, isOne: boolean): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(score * BINS)));
    this.bins[isOne ? "ones" : "zeros"][bin]++;
    this.bins.sums[bin] += score;
  }

  result = (): ScoreBins => this.bins;
}

/** Of each tenth of the scores, their mean and the share of rows that are 1: equal, of a calibrated model. */
export function calibration({ zeros, ones, sums }: ScoreBins): { score: number; share: number; rows: number }[] {
  const step = zeros.length / 10;
  const sum = (values: number[], tenth: number) =>
    values.slice(tenth * step, (tenth + 1) * step).reduce((total, value) => total + value, 0);
  return Array.from({ length: 10 }, (_, tenth) => {
    const rows = sum(zeros, tenth) + sum(ones, tenth);
    return { rows, score: sum(sums, tenth) / rows, share: sum(ones, tenth) / rows };
  }).filter(({ rows }) => rows > 0);
}

/** Of the rows whose score reaches a bin's lower end: how many, the share that are 1, and which share of all ones they are. */
export function atThreshold({ zeros, ones }: ScoreBins, bin: number) {
  const from = (values: number[]) => values.slice(bin).reduce((total, value) => total + value, 0);
  const rows = from(zeros) + from(ones);
  const all = ones.reduce((total, value) => total + value, 0);
  return {
    threshold: bin / ones.length,
    rows,
    precision: rows > 0 ? from(ones) / rows : undefined,
    recall: all > 0 ? from(ones) / all : undefined,
  };
}

// ---

const zeros = () => new Array<number>(BINS).fill(0);
