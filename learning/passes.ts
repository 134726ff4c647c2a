/**
 * How many passes over so many rows are enough: about 100,000 steps, and never fewer than 20. In coarse steps, so
 * that it seldom changes as data grow. Car evaluation, 1,210 rows: macro F1 .745 after 20 passes, .877 after 100.
 */
export function passesFor(rows: number): number {
  const [, passes] = PASSES.find(([least]) => rows >= least)!;
  return passes;
}

/** From so many rows on so many passes, the most rows first. */
export const PASSES: [rows: number, passes: number][] = [
  [5000, 20],
  [2000, 50],
  [1000, 100],
  [500, 200],
  [200, 500],
  [0, 1000],
];
