import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { parseS3Url, type S3Store } from "../s3/store";

/** What comes of batch predictions: files while their rows are done, then objects in S3. */
export class BatchResults {
  constructor(
    private readonly folder: string,
    private readonly store: S3Store,
  ) {}

  /** Removes what interrupted batch predictions left. */
  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * A path for each input file's results.
   * @throws S3Error when there is no bucket for them: not after hours of work
   */
  async begin(id: string, outputUri: string, count: number): Promise<string[]> {
    this.store.bucket(parseS3Url(outputUri).bucket);
    await mkdir(this.folderOf(id), { recursive: true });
    return Array.from({ length: count }, (_, i) => join(this.folderOf(id), String(i)));
  }

  /** Puts the results where the request wants them, and the manifest that names them last. */
  async deliver(id: string, outputUri: string, urls: string[], outputs: string[]): Promise<void> {
    const { bucket, key } = parseS3Url(outputUri);
    const folder = `${key === "" || key.endsWith("/") ? key : `${key}/`}batch-prediction/`;
    const put = (key: string, body: AsyncIterable<Buffer>, type: string) =>
      this.store.put(bucket, key, { body, headers: { "content-type": type } });
    const manifest: Record<string, string> = {};
    for (const [i, url] of urls.entries()) {
      const name = url.slice(url.lastIndexOf("/") + 1);
      // Files of one name in several folders must not be written over each other.
      const isTaken = urls.slice(0, i).some((other) => other.endsWith(`/${name}`));
      const result = `${folder}result/${id}-${isTaken ? `${i + 1}-` : ""}${name}.gz`;
      await put(result, createReadStream(outputs[i]), "application/gzip");
      manifest[url] = `s3://${bucket}/${result}`;
    }
    const body = Readable.from([Buffer.from(JSON.stringify(manifest))]);
    await put(`${folder}${id}.manifest`, body, "application/json");
  }

  async remove(id: string): Promise<void> {
    await rm(this.folderOf(id), { recursive: true, force: true });
  }

  private folderOf(id: string): string {
    return join(this.folder, createHash("sha256").update(id).digest("hex"));
  }
}
