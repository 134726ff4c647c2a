import { evaluate } from "../../learning/evaluate";
import { trainModel, TrainingError } from "../../learning/train-model";
import type { ModelType } from "../../learning/loss";
import { randomFrom } from "../../learning/random";
import { RecipeError } from "../../learning/recipe-text";
import type { Split } from "../../learning/split";
import type { Model } from "../../learning/model";
import { count } from "../../text/numbers";
import { BatchOutput, GzipFile } from "./batch-output";
import { parseDataSchema, SchemaError, type DataSchema } from "./data-schema";
import { JobLog } from "./job-log";
import { readModel, writeModel } from "./model-file";
import { InputError, Observations } from "./observations";
import { checkTarget, TargetError } from "./target-type";
import { trainingParameters } from "./training-parameters";
import type { JobResult } from "./state";

/** The data that a job works on: files, how to read them, and which rows. */
export interface JobData {
  files: string[];
  /** Where the files are in S3. */
  urls: string[];
  sizeInBytes: number;
  schema: string;
  split: Split;
  /** Where the job writes what it does. */
  logFile: string;
}

export type Job = JobData &
  (
    | { job: "describe" }
    /** `parameters`: those that were given. */
    | { job: "train"; type: ModelType; recipe: string; parameters: Record<string, string>; modelFile: string }
    | { job: "evaluate"; modelFile: string }
    /** `outputs`: a file for what comes of each of the files. */
    | { job: "predict"; modelFile: string; scoreThreshold: number; outputs: string[] }
  );

/** What it answers, once. A `failure` is about the user's data, a `crash` about this code. */
export type JobAnswer = { result: JobResult } | { failure: string } | { crash: string };

/** What it says before, now and then: how far it is. */
export interface JobProgress {
  progress: string;
}

async function run(job: Job): Promise<JobResult> {
  const log = new JobLog(job.logFile);
  log.data(job.urls, job.sizeInBytes);
  const result = await work(job, log);
  for (const [name, value] of Object.entries(result.metrics ?? {})) log.add(`${name}: ${value}`);
  if (result.rows !== undefined) log.add(`rows: ${count(result.rows)}`);
  log.add(result.message ?? "all rows could be read");
  log.add("COMPLETED");
  return result;
}

async function work(job: Job, log: JobLog): Promise<JobResult> {
  const schema = parseDataSchema(job.schema);
  const rows = new Observations({
    files: job.files,
    columns: schema.attributes.length,
    hasHeader: schema.hasHeader,
    split: job.split,
  });
  try {
    if (job.job === "describe") return describe(job, schema, rows);
    if (job.job === "train") return await trainFrom(job, schema, rows, log);
    if (job.job === "predict") return await predictBatch(job, schema, rows);
    return await evaluateOn(job, schema, rows);
  } finally {
    rows.close();
  }
}

/** Counts the rows. What else ComputeStatistics finds of columns, no operation tells. */
function describe(job: Job & { job: "describe" }, schema: DataSchema, observations: Observations): JobResult {
  const rows = rowsIn(observations);
  const { sizeInBytes, files } = job;
  if (rows === 0)
    throw new InputError(
      `Expected observations of ${schema.attributes.length} cells, got none in ${files.length} file(s). ${rejectedIn(job, observations) ?? ""}`.trim(),
    );
  const found = { rows, rejected: observations.rejected, sizeInBytes, files: files.length, schema: job.schema };
  return { ...found, message: rejectedIn(job, observations) };
}

async function trainFrom(
  job: Job & { job: "train" },
  schema: DataSchema,
  rows: Observations,
  log: JobLog,
): Promise<JobResult> {
  const { attributes, inputs } = schema;
  const target = checkTarget(job.type, schema);
  const parameters = trainingParameters(job.parameters);
  const parameter = (name: string) => Number(parameters[`sgd.${name}`]);
  const amount = (name: string) => (`sgd.${name}` in job.parameters ? parameter(name) : undefined);
  log.training(job.type, parameters);
  const { model, recipe, l2, ...training } = trainModel(rows, {
    type: job.type,
    attributes,
    target,
    isInput: (index) => inputs.includes(index),
    recipe: job.recipe || undefined,
    passes: parameter("maxPasses"),
    l1: amount("l1RegularizationAmount"),
    l2: amount("l2RegularizationAmount"),
    shuffle: parameters["sgd.shuffleType"] === "auto",
    maxModelSizeInBytes: parameter("maxMLModelSizeInBytes"),
    // One seed for all models: the same data and parameters give the same model, bit for bit.
    random: randomFrom(1),
    onTrial: ({ trial, trials }) => tell(`trying settings ${trial} of ${trials}`),
    onTried: (tried) => log.tried(tried),
    onPass: (progress) => {
      tell(`pass ${progress.pass} of ${progress.passes}`);
      log.passed(progress);
    },
  });
  const { columns, labels } = model.description;
  log.add(`recipe:\n${recipe}`);
  log.add(
    `learned from ${count(training.rows)} rows with a value for the target, ${labels.length || "no"} classes, ${columns.length} columns, ${count(model.weights.length)} weights: ${count(model.sizeInBytes)} bytes`,
  );
  await writeModel(job.modelFile, model);
  const chosen = { "sgd.l2RegularizationAmount": String(l2) };
  const { sizeInBytes } = model;
  return { recipe, parameters: chosen, schema: job.schema, sizeInBytes, message: rejectedIn(job, rows) };
}

async function evaluateOn(job: Job & { job: "evaluate" }, schema: DataSchema, rows: Observations): Promise<JobResult> {
  if (schema.target === undefined)
    throw new TrainingError("Expected a target in the evaluation data's schema, got none");
  const model = await readModel(job.modelFile);
  const toModel = inOrderOf(model, schema);
  const targetName = schema.attributes[schema.target].name;
  const target = model.description.attributes.findIndex(({ name }) => name === targetName);
  if (target < 0) throw new TrainingError(`The evaluation data's target '${targetName}' is no attribute of the model`);
  const inModelOrder = {
    *[Symbol.iterator]() {
      for (const cells of rows) yield toModel(cells);
    },
  };
  const { name, value } = evaluate(model, inModelOrder, target);
  return { metrics: { [name]: String(value) }, message: rejectedIn(job, rows) };
}

/** Results have a line for each row; a row that cannot be read has a blank one. */
async function predictBatch(
  job: Job & { job: "predict" },
  schema: DataSchema,
  observations: Observations,
): Promise<JobResult> {
  const model = await readModel(job.modelFile);
  const toModel = inOrderOf(model, schema);
  const output = new BatchOutput(model, schema, job.scoreThreshold);
  const files = job.outputs.map((path) => new GzipFile(path));
  for (const file of files) await file.add(output.header());
  let rows = 0;
  for (const { file, cells } of observations.withBadRows()) {
    rows++;
    await files[file].add(cells ? output.line(cells, model.predict(toModel(cells))) : "");
  }
  for (const file of files) await file.end();
  return { rows, rejected: observations.rejected, message: rejectedIn(job, observations) };
}

/** What is to be told of rows that were left out: nothing vanishes without a word. */
function rejectedIn({ urls, job, schema }: Job, { rejected, firstRejected }: Observations): string | undefined {
  if (!firstRejected) return undefined;
  const what = job === "predict" ? "have a blank line in the results" : "were left out";
  const columns = parseDataSchema(schema).attributes.length;
  return `${rejected} observation(s) could not be read and ${what}, the first in line ${firstRejected.line} of ${urls[firstRejected.file]}. Expected ${columns} cells, at most 100 KB, and a quote only at both ends of a cell.`;
}

/** Puts a row's cells into the order of the model's attributes: by name; one that the data lack is empty. */
function inOrderOf(model: Model, schema: DataSchema): (cells: string[]) => string[] {
  const columns = model.description.attributes.map(({ name }) =>
    schema.attributes.findIndex((attribute) => attribute.name === name),
  );
  return (cells) => columns.map((column) => cells[column] ?? "");
}

function rowsIn(rows: Iterable<unknown>): number {
  let rowCount = 0;
  for (const _ of rows) rowCount++;
  return rowCount;
}

const aboutTheData = [InputError, RecipeError, SchemaError, TargetError, TrainingError];

/** Where nobody listens any more, the end of the connection tells. */
const send = (message: JobProgress | JobAnswer): void =>
  void process.send!(message, undefined, undefined, () => undefined);
const tell = (progress: string): void => send({ progress });
const answer = (message: JobAnswer): void => send(message);

process.on("message", (job: Job) => {
  run(job).then(
    (result) => answer({ result }),
    (error: Error) => {
      const isFull = ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (isFull) answer({ failure: `There is no room on the disk for what it makes: ${error.message}` });
      else if (aboutTheData.some((type) => error instanceof type)) answer({ failure: error.message });
      else answer({ crash: error.stack ?? error.message });
    },
  );
});
// Ctrl-C and systemd send these to the whole group; the service ends its jobs itself.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
// The service is gone, in whatever way: nobody waits for the answer.
process.once("disconnect", () => process.exit());
