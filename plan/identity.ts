import { sha256 } from "../features/digest";
import { shortDigest } from "../text/short-digest";

/** Ids are made of digests: known in a preview, and a create repeated after a crash meets the same entity. */

/** The type by which Pulumi knows the dynamic resources of a kind. */
export const resourceType = (kind: string): string => `pulumi-nodejs:dynamic/ml-learn:${kind}`;

/** 8 hexadecimal digits of a stack: two stacks with the same rows in one account never meet. */
export function stackKey(organization: string, project: string, stack: string): string {
  return sha256(`${organization}/${project}/${stack}`).slice(0, 8);
}

/** What keys begin with, in the stack's bucket; `<folder>/<stack key>/…`. Policies are made of it. */
export const folders = { uploads: "uploads", predictions: "predictions", reports: "reports" };

/** Where features lie in S3, by file name: under their digest, or, as two files, under one of which row is in which. */
export function uploadKeys(stack: string, upload: string, files: string[]): Record<string, string> {
  const keyOf = (file: string) => `${folders.uploads}/${stack}/${upload}${files.length === 1 ? ".csv" : `/${file}`}`;
  return Object.fromEntries(files.map((file) => [file, keyOf(file)]));
}

/** Where in the bucket a generation's predictions of the held-out rows lie, and its report. */
export const resultsPrefix = (stack: string, generation: string): string =>
  `${folders.predictions}/${stack}/${shortDigest(generation)}/`;
export const reportPrefix = (stack: string, generation: string): string =>
  `${folders.reports}/${stack}/${shortDigest(generation)}/`;

/** An id of a digest: `<prefix>-<stack key>-<first 12 digits>`. */
export const idOf = (prefix: string, stack: string, digest: string): string =>
  `${prefix}-${stack}-${shortDigest(digest)}`;
