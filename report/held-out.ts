import { ConfusionCounter, type Confusion } from "../learning/confusion";
import { Deviation } from "../learning/deviation";
import { ErrorCounter, type ErrorBin } from "../learning/error-bins";
import type { ModelType } from "../learning/loss";
import { indexOfMaximum } from "../learning/model";
import { ScoreCounter, type ScoreBins } from "../learning/score-bins";

/** What a model says of the rows that it did not learn from. */
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

export interface Predicted {
  /** Of each class, in the order that was told; of a binary model, that of 1 alone; of a regression, the number. */
  scores: number[];
  /** Of a binary model: which side its threshold puts the score on. */
  answer?: string;
}

/** Sums up what a model says of rows whose truth is known, one by one. */
export class HeldOutTally {
  private readonly counts = { rows: 0, unlabelled: 0, failed: 0 };
  private readonly tally: Tally;

  constructor(type: ModelType) {
    this.tally = { MULTICLASS: multiclass, BINARY: binary, REGRESSION: regression }[type]();
  }

  /** The classes that the scores of the rows to come are of. */
  begin(classes: string[]): void {
    this.tally.begin(classes);
  }

  /** @param truth "" of a row without a label */
  add(truth: string, predicted: Predicted): void {
    if (truth === "") {
      this.counts.unlabelled++;
      return;
    }
    this.counts.rows++;
    this.tally.add(truth, predicted);
  }

  addFailed(): void {
    this.counts.failed++;
  }

  result(): HeldOut {
    return { ...this.counts, ...(this.counts.rows > 0 && this.tally.result(this.counts.rows)) };
  }
}

// ---

interface Tally {
  begin(classes: string[]): void;
  add(truth: string, predicted: Predicted): void;
  result(rows: number): Omit<HeldOut, "rows" | "unlabelled" | "failed">;
}

const TOP = 3;

function multiclass(): Tally {
  let classes: string[] = [];
  let counter: ConfusionCounter | undefined;
  let amongTop = 0;
  return {
    begin(names) {
      classes = names;
      counter ??= new ConfusionCounter(names);
    },
    add(truth, { scores }) {
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
    add(truth, { scores: [score], answer = "0" }) {
      counter.add(truth, answer);
      scores.add(score, truth === "1");
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
    add(truth, { scores: [score] }) {
      const value = Number(truth);
      squares += (value - score) ** 2;
      errors.add(score, value);
      spread.add(value);
    },
    result: (rows) => ({ error: { model: Math.sqrt(squares / rows), mean: spread.value() }, errors: errors.result() }),
  };
}
