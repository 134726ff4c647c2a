import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DurableMap, syncFolder } from "../process/durable-map";
import { checksums } from "./checksums";
import { NO_CLAIMS, writeContent, type Content, type ContentClaims } from "./content";
import { S3Error } from "./errors";
import { CHECKSUM_TYPE } from "./object-headers";

export interface MultipartUpload {
  id: string;
  bucket: string;
  key: string;
  /** Headers that come back with the object. */
  headers: Record<string, string>;
  parts: Record<number, Part>;
  /** ISO 8601; absent of uploads of earlier versions. */
  initiated?: string;
  /** The checksum that the object is to have, by header name, of its whole or of its parts. */
  checksum?: { name: string; type: ChecksumType };
}

export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

export interface Part extends Content {
  /** Name of the file with its content. */
  file: string;
  /** ISO 8601. */
  lastModified?: string;
}

/** A part as the client has it. */
export interface WantedPart {
  number: number;
  etag: string;
}

/** "5 MB to 5 GB. There is no minimum size limit on the last part" (S3 User Guide, "Multipart upload limits"). */
const MIN_PART_BYTES = 5 << 20;
const MAX_PARTS = 10_000;

/** Uploads in parts that have begun and not ended, on disk: a part is acknowledged once it is synced. */
export class MultipartUploads {
  private constructor(
    private readonly folder: string,
    private readonly uploads: DurableMap<MultipartUpload>,
    private readonly now: () => Date,
  ) {}

  /** Opens them, and removes contents that no part names: what a kill left. */
  static async open(folder: string, now: () => Date): Promise<MultipartUploads> {
    const uploads = new MultipartUploads(folder, await DurableMap.open(join(folder, "uploads")), now);
    await mkdir(uploads.partsFolder, { recursive: true });
    // Nothing is swept of an upload that lost its entry.
    if (uploads.uploads.hasDamage) return uploads;
    const named = new Set(uploads.uploads.list().flatMap(({ parts }) => Object.values(parts).map(({ file }) => file)));
    for (const file of await readdir(uploads.partsFolder))
      if (!named.has(file)) await rm(join(uploads.partsFolder, file));
    return uploads;
  }

  async begin(upload: Pick<MultipartUpload, "bucket" | "key" | "headers" | "checksum">): Promise<string> {
    const id = randomUUID();
    await this.uploads.update(id, () => ({ id, ...upload, parts: {}, initiated: this.now().toISOString() }));
    return id;
  }

  /** Those of a bucket, in the order of their keys' bytes, then of their ids. */
  list(bucket: string): MultipartUpload[] {
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    return this.uploads
      .list()
      .filter((upload) => upload.bucket === bucket)
      .sort((a, b) => order(a.key, b.key) || order(a.id, b.id));
  }

  /** @throws S3Error NoSuchUpload */
  get(id: string, bucket: string, key: string): MultipartUpload {
    const upload = this.uploads.get(id);
    if (!upload || upload.bucket !== bucket || upload.key !== key) throw noSuchUpload();
    return upload;
  }

  /** Takes a part; one of the same number is replaced. */
  async put(
    { id, checksum }: MultipartUpload,
    number: number,
    content: AsyncIterable<Buffer>,
    claims: ContentClaims,
  ): Promise<Part> {
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
      throw new S3Error("InvalidArgument", `Expected a part number from 1 to ${MAX_PARTS}.`);
    const file = randomUUID();
    try {
      const wanted = checksum ? [checksum.name] : [];
      const written = await writeContent(this.pathOf(file), content, { ...claims, wanted });
      const part = { file, ...written, lastModified: this.now().toISOString() };
      await syncFolder(this.partsFolder);
      let replaced: Part | undefined;
      await this.uploads.update(id, (upload) => {
        if (!upload) throw noSuchUpload();
        replaced = upload.parts[number];
        return { ...upload, parts: { ...upload.parts, [number]: part } };
      });
      if (replaced) await rm(this.pathOf(replaced.file), { force: true });
      return part;
    } catch (error) {
      await rm(this.pathOf(file), { force: true });
      throw error;
    }
  }

  /**
   * The object that the parts make, in the order of their numbers.
   * @param wanted numbers and ETags, as the client has them
   * @throws S3Error when these are not what is here
   */
  async assemble({ parts, checksum }: MultipartUpload, wanted: WantedPart[]) {
    if (wanted.length === 0) throw new S3Error("MalformedXML", "Expected at least one part.");
    if (wanted.some(({ number }, i) => i > 0 && number <= wanted[i - 1].number))
      throw new S3Error("InvalidPartOrder", "Expected the parts in ascending order.");
    const chosen = wanted.map(({ number, etag }, i) => {
      const part = parts[number];
      if (part?.etag !== etag.replace(/"/g, ""))
        throw new S3Error("InvalidPart", `Part ${number} is not here, or has another ETag.`);
      if (i < wanted.length - 1 && part.size < MIN_PART_BYTES)
        throw new S3Error("EntityTooSmall", `Expected at least ${MIN_PART_BYTES} bytes in part ${number}.`);
      return part;
    });
    const md5 = createHash("md5");
    for (const { etag } of chosen) md5.update(Buffer.from(etag, "hex"));
    const isFull = checksum?.type === "FULL_OBJECT";
    return {
      body: this.contentOf(chosen),
      headers: {
        ...(checksum && { [CHECKSUM_TYPE]: checksum.type }),
        ...(checksum && !isFull && { [checksum.name]: await compositeOf(checksum.name, chosen) }),
      } as Record<string, string>,
      claims: {
        ...NO_CLAIMS,
        etag: `${md5.digest("hex")}-${chosen.length}`,
        ...(isFull && { wanted: [checksum.name] }),
      },
      parts: chosen.map(({ size }) => size),
    };
  }

  async end(id: string): Promise<void> {
    const upload = this.uploads.get(id);
    await this.uploads.update(id, () => undefined);
    for (const { file } of Object.values(upload?.parts ?? {})) await rm(this.pathOf(file), { force: true });
  }

  async endAll(bucket: string): Promise<void> {
    for (const upload of this.uploads.list()) if (upload.bucket === bucket) await this.end(upload.id);
  }

  private async *contentOf(parts: Part[]): AsyncGenerator<Buffer> {
    for (const { file } of parts) yield* createReadStream(this.pathOf(file)) as AsyncIterable<Buffer>;
  }

  private get partsFolder(): string {
    return join(this.folder, "parts");
  }

  private pathOf(file: string): string {
    return join(this.partsFolder, file);
  }
}

// ---

const noSuchUpload = () => new S3Error("NoSuchUpload", "The upload does not exist: it may have ended.");

/** S3 User Guide, "Checking object integrity": the checksum of the parts' checksums, and how many they are. */
async function compositeOf(name: string, parts: Part[]): Promise<string> {
  const checksum = checksums[name]();
  for (const part of parts) checksum.update(Buffer.from(part.checksums[name], "base64"));
  return `${await checksum.digest()}-${parts.length}`;
}
