/**
 * Amazon ML's DataRearrangement, JSON, for the rows to learn from and for those held out: the
 * same random split, and its complement.
 */
export function randomSplit(trainingPercent: number, seed: string): { training: string; evaluation: string } {
  const rearrangement = (complement: boolean) =>
    JSON.stringify({
      splitting: {
        percentBegin: 0,
        percentEnd: trainingPercent,
        strategy: "random",
        complement,
        strategyParams: { randomSeed: seed },
      },
    });
  return { training: rearrangement(false), evaluation: rearrangement(true) };
}
