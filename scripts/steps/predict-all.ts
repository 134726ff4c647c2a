import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BadValue, modelTypes, type FeatureDefinition } from "../../features/definition";
import { sha256, SEPARATOR } from "../../features/digest";
import { csvFile } from "../../features/extract/csv-file";
import { removeLeftovers } from "../../features/leftovers";
import type { NamedDefinition } from "../../features/load-definition";
import { predictionSchema } from "../../features/schema";
import { engineOf } from "../../plan/engines/engines";
import { answerOf } from "../../predictor/predict";
import { statesOf } from "../../predictor/model-client";
import type { Outcome, Printer } from "../../predictor/print";
import { readRows, writeRecords, type Records } from "../../predictor/records-file";
import type { ServedModel } from "../../predictor/served";
import type { Predicted } from "../../report/held-out";
import { resourcesOf } from "../../resources/engines";
import { count } from "../../text/numbers";
import { withProgress } from "../command-line/progress";
import type { StackOfModel } from "../stack/served";

export interface PredictAllOptions {
  served: ServedModel;
  stack: StackOfModel;
  definition: NamedDefinition;
  /** Files of CSV. */
  files: string[];
  printer: Printer;
  /** Gets a line a row, and is there whole or not at all. */
  output: string;
}

/**
 * Predicts all rows of files in one batch prediction, so that many take no longer than the service needs for them.
 * @returns how many rows there were, how many could not be predicted, and what is odd about them, in words
 */
export async function predictAll(options: PredictAllOptions): Promise<{ rows: number; failed: number; odd: string[] }> {
  const { served, stack, definition, files, printer } = options;
  const output = resolve(options.output);
  await mkdir(dirname(output), { recursive: true });
  await removeLeftovers(dirname(output), TEMPORARY);
  const folder = join(dirname(output), `${TEMPORARY}${process.pid}`);
  await mkdir(folder, { mode: 0o700 });
  const [path, rowsPath, whole] = ["features.csv", "rows.json", "output.csv"].map((file) => join(folder, file));
  try {
    const records = await withProgress("Reading", (report) =>
      writeRecords(definition, files.map(csvFile), {
        ...{ path, rowsPath, layout: engineOf(stack).layout, unseenIn: served.unseenIn },
        onProgress: (rows) => report(`${count(rows)} rows`),
      }),
    );
    if (records.count === 0) throw new BadValue("Expected rows, got none.");
    let failed = 0;
    await withProgress("Predicting", async (report) => {
      report(`${count(records.rows)} rows`);
      async function* lines() {
        let isFirst = true;
        for await (const outcome of outcomesOf(options, path, rowsPath, records)) {
          if (isFirst) yield printer.head(Object.keys(outcome.row), definition.label);
          isFirst = false;
          if ("problem" in outcome) failed++;
          yield printer.line(outcome);
        }
      }
      await pipeline(Readable.from(lines()), createWriteStream(whole));
    });
    await rename(whole, output);
    return { rows: records.count, failed, odd: records.unseen.words() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// ---

const TEMPORARY = ".predict-";
const UNREAD = "the service could not read this row";

/** What came of each row, in their order: answers come in that of the features file. */
async function* outcomesOf(
  { served, stack, definition }: PredictAllOptions,
  file: string,
  rowsPath: string,
  { rows, sha256: features }: Records,
): AsyncGenerator<Outcome> {
  const { label } = definition;
  // An id is never used twice: what is asked for again on another day is another batch prediction.
  const [day] = new Date().toISOString().split("T");
  const digest = sha256([served.modelId, day, features].join(SEPARATOR));
  const schema = predictionSchema(definition);
  const asked = { modelId: served.modelId, type: modelTypes[label.type], file, digest, schema };
  const answers =
    rows > 0 ? resourcesOf(stack).predictAll!(stack, stack.bucket, asked)[Symbol.asyncIterator]() : undefined;
  const wrong = (got: string) =>
    new Error(`Expected ${count(rows)} predictions of ${count(rows)} rows, got ${got}: which is whose can't be told.`);
  try {
    for await (const row of readRows(rowsPath)) {
      if (row.problem !== undefined) yield { ...row, problem: row.problem };
      else {
        const next = await answers!.next();
        if (next.done) throw wrong("fewer");
        const { classes, predicted } = next.value;
        if (!predicted) yield { ...row, problem: UNREAD };
        else yield { ...row, answer: answerOf(predictionOf(label, classes, predicted), label, served.states) };
      }
    }
    if (answers && !(await answers.next()).done) throw wrong("more");
  } finally {
    await answers?.return?.();
  }
}

function predictionOf({ type }: FeatureDefinition["label"], classes: string[], { scores, answer }: Predicted) {
  if (type === "NUMERIC") return scores[0];
  if (type === "BINARY") return { scores: statesOf(scores[0]), answer };
  return { scores: Object.fromEntries(classes.map((name, i) => [name, scores[i]])) };
}
