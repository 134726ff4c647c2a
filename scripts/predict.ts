import { createReadStream } from "node:fs";
import { pMapIterable } from "p-map";
import { BadValue, computeCells, inputColumns } from "../features/definition";
import { DEFAULT_DEFINITION, loadDefinition, type NamedDefinition } from "../features/load-definition";
import { predict } from "../predictor/predict";
import { asCsv, asJson, asText, type Outcome } from "../predictor/print";
import { rowsOfArguments, rowsOfCsv, type NamedRow } from "../predictor/rows";
import { NothingServes } from "../predictor/served";
import { command, UsageError } from "./command-line/command";
import { findServed, modelClientFor, whyStale } from "./stack/served";

const HELP = `Usage: npm run predict -- NUMBER…
       npm run predict -- COLUMN=VALUE…      where the features are made of several columns
       npm run predict -- --file FILE.csv    the header names the columns; '-' is standard input
       … | npm run predict                   CSV as in a file, or a number a line

Prints the most likely policies of an insurance number, with their probabilities; or what else
the stack's feature definition is about. The model is the one that AWS_ML_MODEL_ID and
AWS_ML_PREDICTION_URL name, else the one that the stack serves.

  --top N             how many classes are shown (default 3)
  --json, --csv       a JSON object, or a line of CSV, for each row
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
  top: { type: "string", default: "3" },
} as const;

async function predictRows(
  values: { definition?: string; file?: string; json?: boolean; csv?: boolean; top: string },
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

  const { definition: stackDefinition, ...served } = await findServed();
  const definition = loadDefinition(values.definition ?? stackDefinition);
  const rows = positionals.length > 0 ? checked(definition, positionals) : rowsOfFile(definition, values.file ?? "-");
  const client = await modelClientFor(served);
  const printer = values.json ? asJson(top) : values.csv ? asCsv(top) : asText(top);
  process.stdout.write(printer.head(inputColumns(definition), definition.label));

  const ask = async ({ name, row }: NamedRow): Promise<Outcome> => {
    try {
      return { name, row, answer: await predict(client, served, definition, row) };
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return { name, row, problem: error.message };
    }
  };
  let [all, problems] = [0, 0];
  for await (const outcome of pMapIterable(rows, ask, { concurrency: AT_ONCE })) {
    all++;
    if ("problem" in outcome) problems++;
    process.stdout.write(printer.line(outcome));
  }
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

function rowsOfFile(definition: NamedDefinition, file: string): AsyncGenerator<NamedRow> {
  return file === "-"
    ? rowsOfCsv(definition, process.stdin, "standard input")
    : rowsOfCsv(definition, createReadStream(file), file);
}

command({
  help: HELP,
  isOfStack: true,
  options: OPTIONS,
  maximumArguments: Infinity,
  run: predictRows,
  async onError(error) {
    const isExpected = [BadValue, NothingServes, UsageError].some((type) => error instanceof type);
    console.error(isExpected ? error.message : `The prediction failed: ${error.message}`);
    const stale = isExpected ? undefined : await whyStale();
    if (stale !== undefined) console.error(stale);
    return 1;
  },
});
