/** 95 % of a normal distribution lie within so many standard errors. */
const Z = 1.96;

/**
 * How far macro F1 may be off by the chance of which rows were held out: half the width of its 95 %
 * interval. Each class's F1 is taken for a share of its rows (binomial, with the two successes and two
 * failures of Agresti and Coull 1998, so that 3 of 3 are no certainty); the mean over classes follows.
 * @param rows held-out rows of each class; classes without any do not count
 */
export function macroF1Noise(value: number, rows: number[]): number {
  const counts = rows.filter((count) => count > 0);
  const variance = (count: number) => {
    const share = (value * count + 2) / (count + 4);
    return (share * (1 - share)) / (count + 4);
  };
  return (Z * Math.sqrt(counts.reduce((sum, count) => sum + variance(count), 0))) / counts.length;
}

/** The same of the area under the ROC curve (Hanley and McNeil 1982). */
export function areaNoise(area: number, positives: number, negatives: number): number {
  // An area of 1 of 3 rows is no certainty.
  const margin = 1 / (2 * (Math.min(positives, negatives) + 1));
  const value = Math.min(1 - margin, Math.max(margin, area));
  const [q1, q2] = [value / (2 - value), (2 * value * value) / (1 + value)];
  const variance =
    (value * (1 - value) + (positives - 1) * (q1 - value * value) + (negatives - 1) * (q2 - value * value)) /
    (positives * negatives);
  return Z * Math.sqrt(variance);
}

/** How far two figures of this noise may be apart by chance. */
export const noiseOfDifference = (noise: number): number => noise * Math.SQRT2;

/** Whether chance alone may make such a difference; not where the noise is not known. */
export const isChance = (difference: number, noise: number | undefined): boolean =>
  noise !== undefined && Math.abs(difference) <= noiseOfDifference(noise);

/** The same of a root mean square error, of errors that are normally distributed. */
export const errorNoise = (value: number, rows: number): number => (Z * value) / Math.sqrt(2 * rows);
