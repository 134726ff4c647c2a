/**
 * F1 = 2PR / (P + R) of each class; undefined of one that does not occur, 0 of one without a true
 * positive.
 * @param counts rows by [true class][predicted class], square
 */
export function f1Scores(counts: number[][]): (number | undefined)[] {
  const predicted = counts.map((_, c) => counts.reduce((sum, row) => sum + row[c], 0));
  return counts.map((row, c) => {
    const actual = row.reduce((sum, count) => sum + count, 0);
    return actual === 0 ? undefined : (2 * row[c]) / (actual + predicted[c]);
  });
}

/**
 * The unweighted mean of F1 over the classes that occur in the evaluation data (Amazon ML Developer
 * Guide, "Multiclass Model Insights").
 * @param counts rows by [true class][predicted class], square
 */
export function macroF1(counts: number[][]): number {
  const scores = f1Scores(counts).filter((f1) => f1 !== undefined);
  if (scores.length === 0) throw new RangeError("macro F1 needs at least one scored row, got none");
  return scores.reduce((sum, f1) => sum + f1, 0) / scores.length;
}

/** The area under the ROC curve, ties counting half (rank sums: Hanley and McNeil 1982); 0.5 where one is missing. */
export function areaUnderCurve(scores: ArrayLike<number>, isPositive: ArrayLike<number>): number {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    const meanRank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) {
      if (!isPositive[order[i]]) continue;
      positives++;
      rankSum += meanRank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export function rootMeanSquaredError(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (truth[i] - prediction[i]) ** 2;
  return Math.sqrt(sum / truth.length);
}
