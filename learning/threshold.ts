/** What the score from which on a binary model says 1 is to be good for; or that score itself, from 0 to 1. */
export type ThresholdGoal = "F1" | { precision: number } | { recall: number } | number;

/** Scores are counted in as many steps. */
const STEPS = 10_000;

/** Chooses the threshold of a binary model by what is true, in memory that does not grow with the rows. */
export class ThresholdChooser {
  private readonly zeros = new Float64Array(STEPS + 1);
  private readonly ones = new Float64Array(STEPS + 1);

  /** @param score from 0 to 1 */
  add(score: number, isOne: boolean): void {
    (isOne ? this.ones : this.zeros)[Math.floor(score * STEPS)]++;
  }

  /**
   * The threshold that serves the goal: of the highest F1; of the highest recall with at least that precision; of the
   * highest precision with at least that recall. Of several, the one that is nearest to a half.
   * @returns `isReached` is false of a precision that no threshold has: then it is the one with the highest
   * @throws RangeError when no row is 1
   */
  choose(goal: Exclude<ThresholdGoal, number>): { threshold: number; isReached: boolean } {
    const all = this.curve();
    if (all[0].recall !== 1) throw new RangeError("Expected rows that are 1 to choose a threshold by, got none");
    if (goal === "F1") return { threshold: best(all, f1), isReached: true };
    if ("recall" in goal)
      return {
        threshold: best(
          all.filter(({ recall }) => recall >= goal.recall),
          ({ precision }) => precision,
        ),
        isReached: true,
      };
    const good = all.filter(({ precision }) => precision >= goal.precision);
    return good.length > 0
      ? { threshold: best(good, ({ recall }) => recall), isReached: true }
      : { threshold: best(all, ({ precision }) => precision), isReached: false };
  }

  /** Of each threshold that leaves a row above it. */
  private curve(): Point[] {
    const total = this.ones.reduce((sum, rows) => sum + rows, 0);
    const points: Point[] = [];
    let [ones, rows] = [0, 0];
    for (let step = STEPS; step >= 0; step--) {
      ones += this.ones[step];
      rows += this.ones[step] + this.zeros[step];
      if (rows > 0)
        points.push({ threshold: step / STEPS, precision: ones / rows, recall: total > 0 ? ones / total : 0 });
    }
    return points.reverse();
  }
}

// ---

interface Point {
  threshold: number;
  precision: number;
  recall: number;
}

const f1 = ({ precision, recall }: Point): number =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);

function best(points: Point[], worth: (point: Point) => number): number {
  const distance = ({ threshold }: Point) => Math.abs(threshold - 0.5);
  return points.reduce((one, other) => {
    const gain = worth(other) - worth(one);
    return gain > 0 || (gain === 0 && distance(other) < distance(one)) ? other : one;
  }).threshold;
}
