import { sha256 } from "../features/digest";

/**
 * Names and ids, all made of digests: so they are known in a preview, and a create that is
 * repeated after a crash meets the same entity.
 */

/** 8 hexadecimal digits of a stack: two stacks with the same rows in one account never meet. */
export function stackKey(organization: string, project: string, stack: string): string {
  return sha256(`${organization}/${project}/${stack}`).slice(0, 8);
}

/** 12 hexadecimal digits: enough to tell a stack's generations apart, and short enough to read. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

/**
 * Where the features lie in S3, by the names of their files: one under their own digest, or two
 * under a digest that also sees which row is in which.
 */
export function uploadKeys(stack: string, upload: string, files: string[]): Record<string, string> {
  const keyOf = (file: string) => `uploads/${stack}/${upload}${files.length === 1 ? ".csv" : `/${file}`}`;
  return Object.fromEntries(files.map((file) => [file, keyOf(file)]));
}

export const dataSourceIds = (stack: string, dataset: string): { training: string; evaluation: string } => ({
  training: `tr-${stack}-${shortDigest(dataset)}`,
  evaluation: `ev-${stack}-${shortDigest(dataset)}`,
});

export const modelId = (stack: string, generation: string): string => `ml-${stack}-${shortDigest(generation)}`;

export const batchPredictionId = (stack: string, generation: string): string =>
  `bp-${stack}-${shortDigest(generation)}`;

/** Where in the bucket a generation's predictions of the held-out rows lie, and its report. */
export const resultsPrefix = (stack: string, generation: string): string =>
  `predictions/${stack}/${shortDigest(generation)}/`;
export const reportPrefix = (stack: string, generation: string): string =>
  `reports/${stack}/${shortDigest(generation)}/`;

/** An evaluation is of a generation; its id may look like a data source's, which is of another type. */
export const evaluationId = (stack: string, generation: string): string => `ev-${stack}-${shortDigest(generation)}`;
