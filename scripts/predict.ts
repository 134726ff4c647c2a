import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pMapIterable } from "p-map";
import { BadValue, computeCells } from "../features/definition";
import { csvFile } from "../features/extract/csv-file";
import { ExtractError } from "../features/extract/extract-error";
import { findFiles } from "../features/extract/open-extract";
import { DEFAULT_DEFINITION, loadDefinition, type NamedDefinition } from "../features/load-definition";
import { predict } from "../predictor/predict";
import { asCsv, asJson, asText, type Outcome } from "../predictor/print";
import { atLine, rowsOfArguments, rowsOfCsv, type NamedRow } from "../predictor/rows";
import { UnseenCounter } from "../predictor/unseen";
import { NothingServes, type ServedModel } from "../predictor/served";
import { command, UsageError } from "./command-line/command";
import { resourcesOf } from "../resources/engines";
import { predictAll } from "./steps/predict-all";
import { counted } from "../text/numbers";
import { findServed, modelClientFor, stackOf, whyStale } from "./stack/served";

const HELP = `Usage: npm run predict -- NUMBER…
       npm run predict -- COLUMN=VALUE…      where the features are made of several columns
       npm run predict -- --file FILE.csv    or a folder or glob of such; '-' is standard input
       … | npm run predict                   the same

The header of a file names its columns. Where the features are made of one, a value a line will do.

Prints the most likely policies of an insurance number, with their probabilities; or what else
the stack's feature definition is about. The model is the one that AWS_ML_MODEL_ID and
AWS_ML_PREDICTION_URL name, else the one that the stack serves.

  --top N             how many classes are shown (default 3)
  --json, --csv       a JSON object, or a line of CSV, for each row, with all columns that came in
  --output FILE.csv   predicts all rows of --file in one batch, for many of them, and writes them as
                      with --csv: the file is there whole or not at all
  --stack NAME        the stack that is asked (default: PULUMI_STACK, else dev)
  --definition NAME   a file in features/definitions/ (default: the stack's; with the two variables,
                      ${DEFAULT_DEFINITION})

A row of a file that nothing can be predicted for is told in its place; the exit status is then 1.
`;

const OPTIONS = {
  definition: { type: "string" },
  file: { type: "string" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
  output: { type: "string" },
  top: { type: "string", default: "3" },
} as const;

async function predictRows(
  values: { definition?: string; file?: string; json?: boolean; csv?: boolean; output?: string; top: string },
  positionals: string[],
): Promise<number | void> {
  const isPiped = !process.stdin.isTTY && positionals.length === 0;
  if (positionals.length === 0 && values.file === undefined && !isPiped) return void process.stdout.write(HELP);
  if (positionals.length > 0 && values.file !== undefined)
    throw new BadValue(`Expected rows as arguments or in a file, got both: '${positionals[0]}' and --file.`);
  if (values.json && values.csv) throw new BadValue("Expected --json or --csv, got both.");
  const top = Number(values.top);
  if (!Number.isInteger(top) || top < 1)
    throw new BadValue(`Expected a whole number from 1 after --top, got '${values.top}'.`);

  const served = await findServed();
  const definition = loadDefinition(values.definition ?? served.definition);
  if (values.json && values.output !== undefined)
    throw new UsageError("Expected --output, which is CSV, without --json.");
  if (values.output !== undefined) return predictInto(values.output, served, definition, values.file, top);
  const rows = positionals.length > 0 ? checked(definition, positionals) : rowsOfSource(definition, values.file ?? "-");
  const client = await modelClientFor(served);
  const printer = values.json ? asJson(top) : values.csv ? asCsv(top) : asText(top);

  const unseen = new UnseenCounter();
  const ask = async (row: NamedRow): Promise<Outcome> => {
    if (row.problem !== undefined) return { ...row, problem: row.problem };
    try {
      return { ...row, answer: await predict(client, served, definition, row.row) };
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return { ...row, problem: atLine(row, error.message) };
    }
  };
  let [all, problems] = [0, 0];
  for await (const outcome of pMapIterable(rows, ask, { concurrency: AT_ONCE })) {
    if (all++ === 0) process.stdout.write(printer.head(Object.keys(outcome.row), definition.label));
    if ("problem" in outcome) problems++;
    else for (const [column, value] of Object.entries(outcome.answer.unseen ?? {})) unseen.add(column, value);
    process.stdout.write(printer.line(outcome));
  }
  for (const words of unseen.words()) console.error(`Warning: ${words}`);
  if (all === 0) throw new BadValue("Expected rows, got none.");
  if (problems > 0) {
    console.error(`${problems} ${problems === 1 ? "row" : "rows"} could not be predicted.`);
    return 1;
  }
}

// ---

const AT_ONCE = 20;

/** What was typed is checked before anything is asked: a mistyped number costs nothing. */
function checked(definition: NamedDefinition, args: string[]): NamedRow[] {
  const rows = rowsOfArguments(definition, args);
  for (const { row } of rows) computeCells(definition, row);
  return rows;
}

/** Many rows at once, by a batch prediction. */
async function predictInto(
  output: string,
  served: ServedModel,
  definition: NamedDefinition,
  source: string | undefined,
  top: number,
): Promise<number | void> {
  if (source === undefined || source === "-")
    throw new UsageError("Expected --file with --output: a CSV file, or a folder or glob of such.");
  const [from, to] = [resolve(source), resolve(output)];
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder(to)) throw new UsageError(`Expected a file after --output, got the folder ${output}.`);
  if (isFolder(from) && dirname(to) === from)
    throw new UsageError("Expected --output outside of the folder that is read, or the next run would read it too.");
  const stack = await stackOf(served);
  if (!stack || !resourcesOf(stack).predictAll)
    throw new BadValue(
      `Expected --output for the model that a stack here serves, got ${served.modelId}. Without it rows are asked for one by one.`,
    );
  const files = await findFiles(source, "--file");
  const { rows, failed, odd } = await predictAll({ served, stack, definition, files, printer: asCsv(top), output });
  for (const words of odd) console.error(`Warning: ${words}`);
  console.error(`${counted(rows, "row")} -> ${output}`);
  if (failed > 0) {
    console.error(`${counted(failed, "row")} could not be predicted; the column 'problem' says why.`);
    return 1;
  }
}

/** Of a file, a folder or a glob, as a stack's source may be; `-` is standard input. */
async function* rowsOfSource(definition: NamedDefinition, source: string): AsyncGenerator<NamedRow> {
  const files =
    source === "-"
      ? [{ name: "standard input", bytes: process.stdin }]
      : (await findFiles(source, "--file")).map((file) => csvFile(file));
  for await (const rows of rowsOfCsv(definition, files)) yield* rows;
}

command({
  help: HELP,
  isOfStack: true,
  options: OPTIONS,
  maximumArguments: Infinity,
  run: predictRows,
  async onError(error) {
    const isExpected = [BadValue, ExtractError, NothingServes, UsageError].some((type) => error instanceof type);
    console.error(isExpected ? error.message : `The prediction failed: ${error.message}`);
    const stale = isExpected ? undefined : await whyStale();
    if (stale !== undefined) console.error(stale);
    return 1;
  },
});
