import { parseReportUrl } from "../report/report-url";
import { readReportFile } from "../resources/cloud/stored-report";
import { s3 } from "../resources/cloud/clients";
import { command } from "./command-line/command";
import { readLastPlan } from "./stack/last-plan";
import { stackSettings, stackState } from "./stack/stack";
import { shortDigest } from "../text/short-digest";

/** GitHub's own limit of a comment. */
const MAX_CHARACTERS = 65_536;

const HELP = `Usage: npm run -s comment [-- --stack NAME]

Prints what the last \`pulumi preview\` said, and the report of what serves, as Markdown for a pull request.
`;

async function comment(): Promise<void> {
  const { words, retrains, stack, generation, warnings, stops } = readLastPlan();
  const head = `### ml-learn, stack ${stack}: ${retrains ? `a run would train generation ${shortDigest(generation)}` : "a run would train nothing"}`;
  const approve = retrains ? `To approve just that: \`npm run approve\`, and commit the stack's file.` : "";
  const odd = [...stops.map((stop) => `- **stops the run:** ${stop}`), ...warnings.map((warning) => `- ${warning}`)];
  // The plan is worth a comment also when the report can't be read.
  const report = await servingReport().catch((error: Error) => `It can't be read: ${error.message}`);
  const details = report && `<details><summary>What serves now</summary>\n\n${report}\n</details>`;
  const parts = [head, `\`\`\`text\n${words.join("\n")}\n\`\`\``, odd.join("\n"), approve];
  const text = [...parts, details].filter((part) => part !== "").join("\n\n");
  console.log(text.length < MAX_CHARACTERS ? text : parts.filter((part) => part !== "").join("\n\n"));
}

// ---

async function servingReport(): Promise<string> {
  const { report } = (await stackState()).outputs;
  if (!report) return "";
  return (await readReportFile(await s3(await stackSettings()), parseReportUrl(report), "report.md")) ?? "";
}

command({ help: HELP, isOfStack: true, run: comment });
