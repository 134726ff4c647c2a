import { atThreshold, calibration, type ScoreBins } from "../learning/score-bins";
import { heading, paragraph, table, type Block } from "./blocks";
import { count, percent, score } from "../text/numbers";

/** The score from which on a binary model says 1, unless UpdateMLModel set another one (API Reference, ScoreThreshold). */
const THRESHOLD = 0.5;

/**
 * What a binary model's scores are worth: as answers, by the threshold, and as probabilities.
 * @param one what 1 is called
 */
export function binaryBlocks(scores: ScoreBins, one: string): Block[] {
  const bins = scores.ones.length;
  const { precision, recall } = atThreshold(scores, THRESHOLD * bins);
  const groups = calibration(scores);
  return [
    heading("Threshold"),
    paragraph(
      `From a score of ${THRESHOLD} on the answer is ${one}: of these rows ${share(precision)} are ${one} (precision), and of all rows that are ${one} it finds ${share(recall)} (recall). Another threshold would give:`,
    ),
    table(
      "By threshold",
      ["threshold#", `answered ${one}#`, "precision#", "recall#"],
      Array.from({ length: 9 }, (_, i) => atThreshold(scores, ((i + 1) * bins) / 10)).map((at) => [
        at.threshold.toFixed(1),
        count(at.rows),
        score(at.precision),
        score(at.recall),
      ]),
    ),
    heading("Calibration"),
    paragraph(`Of rows with a score of .8, eight in ten should be ${one}: then the points lie on the line.`),
    {
      kind: "points",
      chart: {
        caption: "Calibration",
        x: "mean score",
        y: `share that is ${one}`,
        line: "diagonal",
        points: groups.map(({ score: x, share: y }) => ({ x, y })),
      },
    },
    table(
      "By score",
      ["mean score#", "rows#", `share that is ${one}#`],
      groups.map((group) => [score(group.score), count(group.rows), score(group.share)]),
    ),
  ];
}

// ---

const share = (value: number | undefined): string => (value === undefined ? "none" : `${percent(value)} %`);
