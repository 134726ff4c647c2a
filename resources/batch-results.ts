import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { parse } from "csv-parse";

/**
 * The result files of a batch prediction, row by row, the header first, as its manifest lists them
 * (Developer Guide, "Reading the Batch Prediction Output Files").
 *
 * @param prefix of its output, ends in a slash
 */
export async function* batchResults(
  client: S3Client,
  bucket: string,
  prefix: string,
  batchPredictionId: string,
): AsyncIterable<AsyncIterable<string[]>> {
  const open = async (key: string) => (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!;
  const manifest = await (await open(`${prefix}batch-prediction/${batchPredictionId}.manifest`)).transformToString();
  for (const url of Object.values(JSON.parse(manifest) as Record<string, string>)) {
    const body = (await open(url.slice(`s3://${bucket}/`.length))) as Readable;
    // A row that could not be predicted is a blank line.
    const rows = parse({ skip_empty_lines: false, relax_column_count: true });
    // An error on the way destroys `rows`, so whoever reads them gets it.
    pipeline(body, createGunzip(), rows, () => undefined);
    yield rows;
  }
}
