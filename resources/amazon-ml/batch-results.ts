import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { parse } from "csv-parse";
import { unlessGone } from "../cloud/clients";

/**
 * The result files of a batch prediction, row by row, the header first, as its manifest lists them
 * (Developer Guide, "Reading the Batch Prediction Output Files").
 * @param prefix of its output, ends in a slash
 */
export async function* batchResults(
  client: S3Client,
  bucket: string,
  prefix: string,
  batchPredictionId: string,
): AsyncIterable<AsyncIterable<string[]>> {
  const open = async (key: string) => (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!;
  const manifest = await (await open(manifestKey(prefix, batchPredictionId))).transformToString();
  for (const key of resultKeys(manifest, bucket)) {
    const body = (await open(key)) as Readable;
    // A row that could not be predicted is a blank line.
    const rows = parse({ skip_empty_lines: false, relax_column_count: true });
    // An error on the way destroys `rows`, so whoever reads them gets it.
    pipeline(body, createGunzip(), rows, () => undefined);
    yield rows;
  }
}

/** Whether all that a batch prediction has written is still there: whoever cleans a bucket may take it. */
export async function hasResults(
  client: S3Client,
  bucket: string,
  prefix: string,
  batchPredictionId: string,
): Promise<boolean> {
  const Key = manifestKey(prefix, batchPredictionId);
  const found = await unlessGone(client.send(new GetObjectCommand({ Bucket: bucket, Key })));
  if (!found) return false;
  let keys: string[];
  try {
    keys = resultKeys(await found.Body!.transformToString(), bucket);
  } catch {
    // A manifest that can't be read is as good as none.
    return false;
  }
  for (const Key of keys)
    if (!(await unlessGone(client.send(new HeadObjectCommand({ Bucket: bucket, Key }))))) return false;
  return true;
}

// ---

const manifestKey = (prefix: string, id: string): string => `${prefix}batch-prediction/${id}.manifest`;

const resultKeys = (manifest: string, bucket: string): string[] =>
  Object.values(JSON.parse(manifest) as Record<string, string>).map((url) => url.slice(`s3://${bucket}/`.length));
