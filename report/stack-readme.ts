import { describeQuality, nameOf } from "../plan/words";
import { parseReportUrl } from "./report-url";

export interface StackFacts {
  project: string;
  stack: string;
  cloud: string;
  region: string;
  modelId: string;
  url: string;
  serving: string;
  /** When it was trained, and since when it serves; ISO 8601. */
  trained: string;
  since: string;
  metric: string;
  metricValue: number;
  kept: string[];
  /** Where the report lies: `s3://…/`; undefined without one. */
  report?: string;
}

/** The stack's read-me as Markdown: Pulumi Cloud shows the output `readme` on the stack's page. */
export function stackReadme(facts: StackFacts): string {
  const { project, stack, modelId, url, serving, trained, since, metric, metricValue, kept } = facts;
  const generation = { digest: serving, created: trained, quality: { metric, value: metricValue } };
  return [
    `# ${project}, stack ${stack}`,
    `**${nameOf(generation)}** serves since ${since.slice(0, 16).replace("T", " ")} UTC: ${describeQuality(generation)} on the held-out rows.`,
    [`- model \`${modelId}\``, `- answers at ${url}`, ...links(facts)].join("\n"),
    "Kept, for a way back (`pulumi config set ml-learn:serve <digest>`, then `pulumi up`):",
    kept.map((line) => `- ${line}`).join("\n"),
  ].join("\n\n");
}

// ---

function links({ cloud, region, report }: StackFacts): string[] {
  if (report === undefined) return [];
  if (cloud === "local") return ["- heat map and release report: `npm run report`"];
  const { bucket, prefix } = parseReportUrl(report);
  const link = (name: string, file: string) =>
    `[${name}](https://${region}.console.aws.amazon.com/s3/object/${bucket}?region=${region}&prefix=${prefix}${file})`;
  return [`- ${link("heat map", "heat-map.svg")}, ${link("release report", "report.html")}`];
}
