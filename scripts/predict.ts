import { parseArgs } from "node:util";
import { BadValue, computeCells, inputColumns, type Row } from "../features/definition";
import { loadDefinition, type NamedDefinition } from "../features/load-definition";
import { machineLearning } from "../resources/clients";
import { stackOutputs } from "../scripts/stack";
import { predict, type Answer, type Served } from "./predict";

const SHOWN = 3;
const DEFAULT_DEFINITION = "insurance-number";
const HELP = `Usage: npm run predict -- NUMBER…
       npm run predict -- COLUMN=VALUE…     where the features are made of several columns

Prints the ${SHOWN} most likely policies of an insurance number, with their probabilities; or what else
the stack's feature definition is about. The model is the one that AWS_ML_MODEL_ID and
AWS_ML_PREDICTION_URL name, else the one that the stack serves.

  --definition NAME   a file in features/definitions/ (default: the stack's; with the two variables,
                      ${DEFAULT_DEFINITION})
`;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean" }, definition: { type: "string" } },
  });
  if (positionals.length === 0 || values.help) return void process.stdout.write(HELP);
  const { definition: stackDefinition, ...served } = await findServed();
  const definition = loadDefinition(values.definition ?? stackDefinition);
  const rows = readRows(definition, positionals);
  // First what needs no service: a value that no features can be made of.
  for (const { row } of rows) computeCells(definition, row);
  const client = await machineLearning(targetOf(served.url));
  for (const { name, row } of rows) {
    console.log(name);
    console.log(describe(await predict(client, served, definition, row)));
  }
}

/** Each argument is a row where one column is all that the features are made of; else they are one row. */
function readRows(definition: NamedDefinition, args: string[]): { name: string; row: Row }[] {
  const inputs = inputColumns(definition);
  if (inputs.length === 1) return args.map((value) => ({ name: value, row: { [inputs[0]]: value } }));
  const row = Object.fromEntries(args.map((arg) => [arg.split("=", 1)[0], arg.slice(arg.indexOf("=") + 1)]));
  const strangers = args.filter((arg) => !arg.includes("=") || !inputs.includes(arg.split("=", 1)[0]));
  if (strangers.length > 0)
    throw new BadValue(
      `Expected COLUMN=VALUE with the columns ${inputs.join(", ")} (definition ${definition.name}), got '${strangers.join(" ")}'. Columns that are left out count as empty.`,
    );
  return [{ name: args.join(" "), row }];
}

function describe(answer: Answer): string {
  if ("value" in answer) return `  ${answer.value}`;
  const shown = answer.ranked.slice(0, SHOWN);
  const width = Math.max(...shown.map(({ label }) => label.length));
  return shown
    .map(({ label, probability }, i) => `  ${i + 1}. ${label.padEnd(width)}  ${probability.toFixed(3)}`)
    .join("\n");
}

async function findServed(): Promise<Served & { definition: string }> {
  const { AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = process.env;
  if (AWS_ML_MODEL_ID && AWS_ML_PREDICTION_URL)
    return { modelId: AWS_ML_MODEL_ID, url: AWS_ML_PREDICTION_URL, definition: DEFAULT_DEFINITION };
  const outputs = await stackOutputs();
  const { AWS_ML_MODEL_ID: modelId, AWS_ML_PREDICTION_URL: url, definition = DEFAULT_DEFINITION } = outputs;
  if (!modelId || !url) throw new BadValue("Nothing serves yet: run `npm run ml:learn` first.");
  return { modelId, url, definition };
}

/** `http://127.0.0.1:…` is the local service; Amazon's host names its region. */
function targetOf(url: string): { cloud: string; region: string } {
  const { hostname } = new URL(url);
  if (hostname === "127.0.0.1") return { cloud: "local", region: "us-east-1" };
  return { cloud: "aws", region: /\.machinelearning\.([^.]+)\./.exec(hostname)?.[1] ?? "us-east-1" };
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof BadValue ? error.message : `The prediction failed: ${error.message}`);
  process.exitCode = 1;
});
