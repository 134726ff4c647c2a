import type { Confusion } from "../learning/confusion";
import { atThreshold, calibration, type ScoreBins } from "../learning/score-bins";
import { heading, paragraph, table, type Block } from "./blocks";
import { count, percent, score } from "../text/numbers";

/** The score from which on a binary model says 1, unless UpdateMLModel set another one (API Reference, ScoreThreshold). */
const THRESHOLD = 0.5;

interface BinaryModel {
  confusion: Confusion;
  scores: ScoreBins;
  /** From this score on its answer is 1; undefined where none was set. */
  threshold?: number;
  /** What 1 is called. */
  one: string;
}

/** What a binary model's scores are worth: as answers, by the threshold, and as probabilities. */
export function binaryBlocks({ confusion, scores, threshold = THRESHOLD, one }: BinaryModel): Block[] {
  const own = { threshold, ...answersOf(confusion) };
  const bins = scores.ones.length;
  const all = Array.from({ length: bins }, (_, bin) => atThreshold(scores, bin));
  const shown = all.filter((_, bin) => bin > 0 && bin % (bins / 10) === 0 && bin / bins !== threshold);
  const groups = calibration(scores);
  return [
    heading("Threshold"),
    paragraph(
      `From a score of ${threshold} on the answer is ${one}: of these rows ${share(own.precision)} are ${one} (precision), and of all rows that are ${one} it finds ${share(own.recall)} (recall). Another threshold would give:`,
    ),
    table(
      "By threshold",
      ["threshold#", `answered ${one}#`, "precision#", "recall#"],
      [...shown, own]
        .sort((a, b) => a.threshold - b.threshold)
        .map((at) => [
          at === own ? `${threshold} (its own)` : at.threshold.toFixed(1),
          count(at.rows),
          score(at.precision),
          score(at.recall),
        ]),
    ),
    {
      kind: "points",
      chart: {
        caption: "Precision by recall",
        x: "recall",
        y: "precision",
        line: "through",
        points: all.flatMap(({ precision, recall }) =>
          precision === undefined || recall === undefined ? [] : [{ x: recall, y: precision }],
        ),
      },
    },
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

/** By the answers as they were given: the bins know no threshold between them. */
function answersOf({ counts: [[, wrong], [missed, right]] }: Confusion) {
  const rows = wrong + right;
  return {
    rows,
    precision: rows > 0 ? right / rows : undefined,
    recall: right + missed > 0 ? right / (right + missed) : undefined,
  };
}

const share = (value: number | undefined): string => (value === undefined ? "none" : `${percent(value)} %`);
