import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { modelTypes, type FeatureDefinition } from "../../features/definition";
import { sha256, SEPARATOR } from "../../features/digest";
import { csvFile } from "../../features/extract/csv-file";
import { removeLeftovers } from "../../features/leftovers";
import type { NamedDefinition } from "../../features/load-definition";
import { predictionSchema } from "../../features/schema";
import { engineOf } from "../../plan/engines/engines";
import { answerOf, type Answer } from "../../predictor/predict";
import type { Printer } from "../../predictor/print";
import { writeRecords, type RecordsFile } from "../../predictor/records-file";
import { rowsOfCsv } from "../../predictor/rows";
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
  await mkdir(folder);
  try {
    const file = join(folder, "rows.csv");
    const records = await withProgress("Reading", (report) =>
      writeRecords(definition, files.map(csvFile), {
        ...{ path: file, layout: engineOf(stack).layout, seen: served.seen },
        onProgress: (rows) => report(`${count(rows)} rows`),
      }),
    );
    const [day] = new Date().toISOString().split("T");
    const answers = answersOf(options, file, sha256([served.modelId, day, records.sha256].join(SEPARATOR)), records);
    let [rows, failed] = [0, 0];
    async function* lines() {
      for await (const batch of rowsOfCsv(definition, files.map(csvFile))) {
        let text = "";
        for (const row of batch) {
          if (rows === 0) text += printer.head(Object.keys(row.row), definition.label);
          const problem = records.problems.get(rows++);
          const answer = problem === undefined ? await answers.next() : undefined;
          const outcome = answer?.value ? { answer: answer.value } : { problem: problem ?? UNREAD };
          if ("problem" in outcome) failed++;
          text += printer.line({ ...row, ...outcome });
        }
        yield text;
      }
      await answers.return(undefined);
    }
    const whole = join(folder, "output");
    await withProgress("Predicting", async (report) => {
      report(`${count(records.rows)} rows`);
      await pipeline(Readable.from(lines()), createWriteStream(whole));
    });
    await rename(whole, output);
    return { rows, failed, odd: records.unseen.words() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// ---

const TEMPORARY = ".predict-";
const UNREAD = "the service could not read this row";

/** One a row of the records file, in its order; undefined where the service could not read it. */
async function* answersOf(
  { served, stack, definition }: PredictAllOptions,
  file: string,
  digest: string,
  { rows }: RecordsFile,
): AsyncGenerator<Answer | undefined, undefined> {
  const { label } = definition;
  if (rows === 0) return undefined;
  const asked = {
    modelId: served.modelId,
    type: modelTypes[label.type],
    file,
    digest,
    schema: predictionSchema(definition),
  };
  const all = resourcesOf(stack).predictAll!(stack, stack.bucket, asked);
  for await (const { classes, predicted } of all)
    yield predicted && answerOf(predictionOf(label, classes, predicted), label);
  return undefined;
}

function predictionOf({ type }: FeatureDefinition["label"], classes: string[], { scores, answer }: Predicted) {
  if (type === "NUMERIC") return scores[0];
  if (type === "BINARY") return { scores: { "1": scores[0], "0": 1 - scores[0] }, answer };
  return { scores: Object.fromEntries(classes.map((name, i) => [name, scores[i]])) };
}
