import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { HeldOut } from "../../report/held-out";
import type { StoredReport } from "../../report/report-url";
import { unlessGone } from "./clients";

/** The numbers that a report is drawn from, kept beside it: results and older reports may go. */
export interface ReportNumbers {
  /** What they were read from, by the engine's own names. */
  [source: string]: unknown;
  heatMapClasses: number;
  heldOut: HeldOut;
  before?: HeldOut;
}

export const NUMBERS = "held-out.json";

/** The text of one of a report's files; undefined when it is not there. */
export async function readReportFile(
  client: S3Client,
  { bucket, prefix }: StoredReport,
  name: string,
): Promise<string | undefined> {
  const found = await unlessGone(client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + name })));
  return found?.Body?.transformToString();
}

/** What the model says of the held-out rows; undefined when they were not predicted. */
export async function readNumbers(client: S3Client, report: StoredReport): Promise<ReportNumbers | undefined> {
  const text = await readReportFile(client, report, NUMBERS);
  return text === undefined ? undefined : (JSON.parse(text) as ReportNumbers);
}
