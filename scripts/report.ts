import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseReportUrl, type StoredReport } from "../report/report-url";
import { readNumbers, readReportFile } from "../resources/cloud/stored-report";
import { s3 } from "../resources/cloud/clients";
import { drawHeatMap } from "../report/report-files";
import { command } from "./command-line/command";
import { reportsOf, stackSettings, stackState } from "./stack/stack";
import { shortDigest } from "../text/short-digest";

const HELP = `Usage: npm run report -- [GENERATION] [options]

Writes the release report of what serves, and its heat map; or those of another generation that is
kept or was refused, by the first digits of its digest (\`npm run status\`).

  --classes N      classes that the heat map shows by name, or 'all' (default: as it was made)
  --stack NAME     the stack (default: PULUMI_STACK, else dev)
  --output FOLDER  where to (default build/report)
`;

const OPTIONS = { classes: { type: "string" }, output: { type: "string", default: "build/report" } } as const;

async function writeReport(values: { classes?: string; output: string }, [wished]: string[]): Promise<void> {
  const classes = values.classes === undefined ? undefined : readClasses(values.classes);
  const { generation, ...report } = await findReport(wished);
  const client = await s3(await stackSettings());

  const files = new Map<string, string>();
  for (const name of NAMES) {
    const text = await readReportFile(client, report, name);
    if (text !== undefined) files.set(name, text);
  }
  if (files.size === 0)
    throw new Error(
      `Expected the report in s3://${report.bucket}/${report.prefix}, got nothing there. \`pulumi refresh\` and \`pulumi up\` write it again.`,
    );
  if (classes !== undefined) {
    const confusion = (await readNumbers(client, report))?.heldOut.confusion;
    if (!confusion)
      throw new Error("Expected predictions of held-out rows for a heat map, got none (ml-learn:report).");
    for (const { name, text } of drawHeatMap(confusion, generation, classes)) files.set(name, text);
  }
  mkdirSync(values.output, { recursive: true });
  // What another report had and this one has not must not stay beside it.
  for (const name of NAMES) if (!files.has(name)) rmSync(join(values.output, name), { force: true });
  for (const [name, text] of files) {
    writeFileSync(join(values.output, name), text);
    console.log(join(values.output, name));
  }
}

// ---

const NAMES = ["report.html", "report.md", "heat-map.svg", "heat-map.html"];

function readClasses(text: string): number {
  const classes = text === "all" ? Infinity : Number(text);
  if (!(classes >= 1) || (classes !== Infinity && !Number.isInteger(classes)))
    throw new Error(`Expected a whole number from 1, or all, for --classes, got '${text}'.`);
  return classes;
}

async function findReport(wished: string | undefined): Promise<StoredReport & { generation: string }> {
  const state = await stackState();
  const reports = reportsOf(state);
  const { serving } = state.outputs;
  const found = reports.filter(({ generation }) =>
    wished === undefined ? generation === serving : generation.startsWith(wished),
  );
  const digests = reports.map(({ generation }) => shortDigest(generation)).join(", ");
  if (reports.length === 0) throw new Error("There is no report yet: run `npm run ml:learn` first.");
  if (found.length !== 1)
    throw new Error(
      wished === undefined
        ? `What serves has no report: it was made without. There are reports of ${digests}; name one.`
        : `Expected the first digits of one of ${digests}, got '${wished}'.`,
    );
  return { ...parseReportUrl(found[0].url), generation: found[0].generation };
}

command({ help: HELP, isOfStack: true, options: OPTIONS, maximumArguments: 1, run: writeReport });
