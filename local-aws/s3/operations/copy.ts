import { open } from "node:fs/promises";
import { conditionsOf, isWanted } from "../conditions";
import { isChecksum } from "../checksums";
import { NO_CLAIMS } from "../content";
import { S3Error } from "../errors";
import { storedHeaders } from "../headers";
import type { S3Object } from "../object";
import { checksumMembers, CHECKSUM_TYPE, encryptionOf } from "../object-headers";
import { checksumName } from "../payload";
import { parseRange, type ByteRange } from "../range";
import type { S3Request } from "../request";
import type { Operations } from "./operation";

export const copyOperations: Operations = {
  async CopyObject(request) {
    const { store, bucket, key, headers } = request;
    const source = sourceOf(request);
    const replacesMetadata = headers["x-amz-metadata-directive"] === "REPLACE";
    const replacesTags = headers["x-amz-tagging-directive"] === "REPLACE";
    const changes =
      replacesMetadata || replacesTags || headers["x-amz-server-side-encryption"] || headers["x-amz-storage-class"];
    if (source.bucket === bucket && source.object.key === key && !changes)
      throw new S3Error(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const given = storedHeaders(headers);
    const kept = Object.fromEntries(Object.entries(source.object.headers).filter(([name]) => !isOfContent(name)));
    const { "x-amz-tagging": tags, "x-amz-server-side-encryption": encryption } = given;
    const { "x-amz-tagging": oldTags, ...oldMetadata } = kept;
    const metadata = replacesMetadata
      ? given
      : { ...oldMetadata, ...(encryption && { "x-amz-server-side-encryption": encryption }) };
    const { "x-amz-tagging": _, ...untagged } = metadata;
    const newTags = replacesTags ? tags : oldTags;
    const object = await reading(request, source, undefined, (body) =>
      store.put(bucket, key, {
        body,
        headers: { ...untagged, ...(newTags && { "x-amz-tagging": newTags }) },
        claims: { ...NO_CLAIMS, wanted: wantedChecksums(headers["x-amz-checksum-algorithm"], source.object) },
        conditions: conditionsOf(headers),
      }),
    );
    return { headers: encryptionOf(object.headers), xml: { CopyObjectResult: resultOf(object, object.headers) } };
  },

  async UploadPartCopy(request) {
    const { store, bucket, key, query, headers } = request;
    const upload = store.multipart.get(query.uploadId, bucket, key);
    const source = sourceOf(request);
    const range = copiedRange(headers["x-amz-copy-source-range"], source.object);
    const part = await reading(request, source, range, (body) =>
      store.multipart.put(upload, Number(query.partNumber), body, NO_CLAIMS),
    );
    return { xml: { CopyPartResult: resultOf({ etag: part.etag, lastModified: part.lastModified! }, part.checksums) } };
  },
};

// ---

interface Source {
  bucket: string;
  object: S3Object;
}

/** Opens what is copied at once, so that an overwrite cannot take it away, and closes it whatever becomes of the copy. */
async function reading<T>(
  { store }: S3Request,
  { bucket, object }: Source,
  range: ByteRange | undefined,
  use: (body: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const handle = await open(store.contentFile(bucket, object));
  try {
    return await use(handle.createReadStream({ autoClose: false, ...range }));
  } finally {
    await handle.close();
  }
}

/** `/bucket/key` or `bucket/key`, encoded, perhaps with a version. */
function sourceOf({ store, headers }: S3Request): Source {
  const [, bucket, key, version = "null"] =
    /^\/?([^/]+)\/(.+?)(?:\?versionId=(.*))?$/s.exec(headers["x-amz-copy-source"]!) ?? [];
  if (key === undefined) throw new S3Error("InvalidArgument", "Expected x-amz-copy-source to be bucket/key.");
  if (version !== "null") throw new S3Error("NoSuchVersion", `The version '${version}' does not exist.`);
  const names = { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  const object = store.head(names.bucket, names.key);
  if (!isWanted(object, conditionsOf(headers, "x-amz-copy-source-if-")))
    throw new S3Error(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold: x-amz-copy-source-if.",
    );
  return { bucket: names.bucket, object };
}

/** Unlike a reader's, a range that is not all there is refused. */
function copiedRange(header: string | undefined, { size }: S3Object): ByteRange | undefined {
  if (header === undefined) return undefined;
  const range = /^bytes=\d+-\d+$/.test(header) ? parseRange(header, size) : undefined;
  if (!range || !header.endsWith(`-${range.end}`))
    throw new S3Error(
      "InvalidArgument",
      `Expected x-amz-copy-source-range to be bytes=first-last within ${size} bytes.`,
    );
  return range;
}

/** A copy has the checksum that is asked for, else one as its source has. */
function wantedChecksums(algorithm: string | undefined, { headers }: S3Object): string[] {
  return algorithm === undefined ? Object.keys(headers).filter(isChecksum) : [checksumName(algorithm)];
}

const isOfContent = (name: string): boolean => isChecksum(name) || name === CHECKSUM_TYPE;

const resultOf = (
  { etag, lastModified }: { etag: string; lastModified: string },
  headers: Record<string, string>,
): object => ({
  ...{ LastModified: lastModified, ETag: `"${etag}"` },
  ...checksumMembers(headers),
});
