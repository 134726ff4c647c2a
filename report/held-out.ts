import { ConfusionCounter, type Confusion } from "../learning/confusion";
import { Deviation } from "../learning/deviation";
import { ErrorCounter, type ErrorBin } from "../learning/error-bins";
import type { ModelType } from "../learning/loss";
import { indexOfMaximum } from "../learning/model";
import { ScoreCounter, type ScoreBins } from "../learning/score-bins";

/** What a model says of the rows that it did not learn from: what a batch prediction over them comes to. */
export interface HeldOut {
  /** Rows with a label, and a prediction: those that count here. */
  rows: number;
  /** Rows without a label, and rows that could not be predicted. */
  unlabelled: number;
  failed: number;
  /** Not of a regression. */
  confusion?: Confusion;
  /** Share of the rows whose class is among the three most likely ones; not of a binary model. */
  top3?: number;
  /** Of a regression: of the model, and of always saying the mean. */
  error?: { model: number; mean: number };
  /** Of a binary model: its scores beside the truth. */
  scores?: ScoreBins;
  /** Of a regression: its errors by what it predicted. */
  errors?: ErrorBin[];
}

/**
 * Sums up the result files of a batch prediction, each of which begins with a header
 * (Developer Guide, "Interpreting the Contents of Batch Prediction Files"):
 * `[tag,] trueLabel,` then a column per class; `bestAnswer,score` of a binary model; `score` of a regression.
 *
 * @param hasRowId whether the data have a row id, so that the first column is `tag`
 * @throws Error when a header is another one
 */
export async function sumUp(
  files: AsyncIterable<AsyncIterable<string[]>>,
  type: ModelType,
  hasRowId: boolean,
): Promise<HeldOut> {
  const start = hasRowId ? 1 : 0;
  const tally = { MULTICLASS: multiclass, BINARY: binary, REGRESSION: regression }[type]();
  const counts = { rows: 0, unlabelled: 0, failed: 0 };
  for await (const file of files) {
    let header: string[] | undefined;
    for await (const cells of file) {
      if (!header) {
        header = cells;
        checkHeader(header, type, start);
        tally.begin(header.slice(start + 1));
      } else if (cells.length !== header.length) counts.failed++;
      else if (cells[start] === "") counts.unlabelled++;
      else {
        counts.rows++;
        tally.add(cells[start], cells.slice(start + 1));
      }
    }
  }
  return { ...counts, ...(counts.rows > 0 && tally.result(counts.rows)) };
}

// ---

interface Tally {
  begin(columns: string[]): void;
  add(truth: string, scores: string[]): void;
  result(rows: number): Omit<HeldOut, "rows" | "unlabelled" | "failed">;
}

const TOP = 3;

function multiclass(): Tally {
  let classes: string[] = [];
  let counter: ConfusionCounter | undefined;
  let amongTop = 0;
  return {
    begin(columns) {
      classes = columns;
      counter ??= new ConfusionCounter(columns);
    },
    add(truth, texts) {
      const scores = texts.map(Number);
      counter!.add(truth, classes[indexOfMaximum(scores)]);
      const own = classes.indexOf(truth);
      // Of equal scores the class that comes first counts as the more likely one, as in `indexOfMaximum`.
      const ahead = scores.filter((score, c) => score > scores[own] || (score === scores[own] && c < own)).length;
      if (own >= 0 && ahead < TOP) amongTop++;
    },
    result: (rows) => ({ confusion: counter!.result(), top3: amongTop / rows }),
  };
}

function binary(): Tally {
  const counter = new ConfusionCounter(["0", "1"]);
  const scores = new ScoreCounter();
  return {
    begin: () => undefined,
    add(truth, [bestAnswer, score]) {
      counter.add(truth, bestAnswer);
      scores.add(Number(score), truth === "1");
    },
    result: () => ({ confusion: counter.result(), scores: scores.result() }),
  };
}

function regression(): Tally {
  const spread = new Deviation();
  const errors = new ErrorCounter();
  let squares = 0;
  return {
    begin: () => undefined,
    add(truth, [score]) {
      const value = Number(truth);
      squares += (value - Number(score)) ** 2;
      errors.add(Number(score), value);
      spread.add(value);
    },
    result: (rows) => ({ error: { model: Math.sqrt(squares / rows), mean: spread.value() }, errors: errors.result() }),
  };
}

function checkHeader(header: string[], type: ModelType, start: number): void {
  const scores = { MULTICLASS: undefined, BINARY: "bestAnswer,score", REGRESSION: "score" }[type];
  const expected = [...(start > 0 ? ["tag"] : []), "trueLabel", ...(scores ? [scores] : [])].join(",");
  const got = header.slice(0, scores ? undefined : start + 1).join(",");
  if (got !== expected || header.length < start + 2)
    throw new Error(
      `Expected results of a batch prediction to begin with '${expected}', got '${header.slice(0, 4).join(",")}'.`,
    );
}
