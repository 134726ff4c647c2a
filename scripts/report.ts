import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseReportUrl, readHeldOut, readReportFile, type StoredReport } from "../resources/stored-report";
import { s3 } from "../resources/clients";
import { drawHeatMap } from "../report/report-files";
import { stackOutputs, stackSettings } from "./stack";

const HELP = `Usage: npm run report -- [GENERATION] [options]

Writes the release report of what serves, or of another generation that is kept (its first digits,
as \`npm run status\` shows them), and the heat map.

  --classes N      classes that the heat map shows by name, or 'all' (default: as it was made)
  --output FOLDER  where to (default build/report)
`;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      classes: { type: "string" },
      output: { type: "string", default: "build/report" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const classes = values.classes === undefined ? undefined : readClasses(values.classes);
  const { generation, ...report } = await findReport(positionals[0]);
  const client = await s3(await stackSettings());

  const files: { name: string; text: string }[] = [];
  for (const name of ["report.html", "report.md", "heat-map.svg", "heat-map.html"]) {
    const text = await readReportFile(client, report, name);
    if (text !== undefined) files.push({ name, text });
  }
  if (files.length === 0)
    throw new Error(`Expected the report in s3://${report.bucket}/${report.prefix}, got nothing there.`);
  if (classes !== undefined) {
    const heldOut = await readHeldOut(client, report);
    if (!heldOut?.confusion)
      throw new Error(`Expected predictions of held-out rows for a heat map, got none (ml-learn:report).`);
    for (const drawn of drawHeatMap(heldOut.confusion, generation, classes))
      Object.assign(
        files.find(({ name }) => name === drawn.name)!,
        drawn,
      );
  }
  mkdirSync(values.output, { recursive: true });
  for (const { name, text } of files) {
    writeFileSync(join(values.output, name), text);
    console.log(join(values.output, name));
  }
}

// ---

function readClasses(text: string): number {
  const classes = text === "all" ? Infinity : Number(text);
  if (!(classes >= 1) || (classes !== Infinity && !Number.isInteger(classes)))
    throw new Error(`Expected a whole number from 1, or all, for --classes, got '${text}'.`);
  return classes;
}

async function findReport(wished: string | undefined): Promise<StoredReport & { generation: string }> {
  const { report: url, serving = "", kept = [] } = await stackOutputs();
  if (!url) throw new Error("There is no report yet: run `npm run ml:learn` first.");
  const report = parseReportUrl(url);
  if (wished === undefined) return { ...report, generation: serving };
  const digests = kept.map((line) => line.split(/[ :]/)[0]);
  const found = digests.filter((digest) => digest.startsWith(wished.slice(0, digest.length)));
  if (found.length !== 1)
    throw new Error(`Expected the first digits of one of ${digests.join(", ")}, which are kept, got '${wished}'.`);
  // Reports of one stack lie beside each other.
  return { ...report, prefix: report.prefix.replace(/[^/]+\/$/, `${found[0]}/`), generation: found[0] };
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
