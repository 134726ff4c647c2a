import { isChecksum } from "./checksums";
import { notImplemented, S3Error } from "./errors";
import { storedHeaders, tagsOf } from "./headers";
import { multipartOperations } from "./multipart-operations";
import { readPayload } from "./payload";
import { readSmall, type S3Request } from "./request";
import type { S3Response } from "./response";
import type { S3Object } from "./store";

/** S3's operations by their names in the API Reference; all others answer 501. */
export const operations: Record<string, (request: S3Request) => Promise<S3Response> | S3Response> = {
  ListBuckets: ({ store }) => ({
    xml: {
      ListAllMyBucketsResult: {
        Owner: { ID: "local" },
        Buckets: {
          Bucket: store.listBuckets().map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })),
        },
      },
    },
  }),

  async CreateBucket(request) {
    const { store, bucket } = request;
    // A location constraint may come; every region is this one.
    await readSmall(request);
    await store.createBucket(bucket);
    return { headers: { Location: `/${bucket}` } };
  },

  HeadBucket({ store, bucket }) {
    store.bucket(bucket);
    return {};
  },

  async DeleteBucket({ store, bucket }) {
    await store.deleteBucket(bucket);
    return { status: 204 };
  },

  ListObjectsV2({ store, bucket, query }) {
    const limit = query["max-keys"] === undefined ? 1000 : Number(query["max-keys"]);
    if (!Number.isInteger(limit) || limit < 0)
      throw new S3Error("InvalidArgument", "Expected max-keys to be an integer from 0 up.");
    const { prefix = "", "continuation-token": token = "", "start-after": startAfter = "" } = query;
    const after = token ? Buffer.from(token, "base64url") : Buffer.from(startAfter);
    const found = store.list(bucket, prefix).filter(({ key }) => Buffer.compare(Buffer.from(key), after) > 0);
    const page = found.slice(0, Math.min(limit, 1000));
    const encode = query["encoding-type"] === "url" ? encodeURIComponent : (key: string) => key;
    return {
      xml: {
        ListBucketResult: {
          Name: bucket,
          Prefix: encode(prefix),
          MaxKeys: limit,
          KeyCount: page.length,
          ...(query["encoding-type"] && { EncodingType: query["encoding-type"] }),
          IsTruncated: page.length > 0 && page.length < found.length,
          ...(page.length > 0 &&
            page.length < found.length && {
              NextContinuationToken: Buffer.from(page[page.length - 1].key).toString("base64url"),
            }),
          Contents: page.map(({ key, etag, size, lastModified }) => ({
            Key: encode(key),
            LastModified: lastModified,
            ETag: `"${etag}"`,
            Size: size,
            StorageClass: "STANDARD",
          })),
        },
      },
    };
  },

  async PutObject(request) {
    const { store, bucket, key, headers } = request;
    if (Buffer.byteLength(key) > 1024) throw new S3Error("KeyTooLongError", "Expected a key of at most 1024 bytes.");
    const { content, claims } = readPayload(request);
    const conditions = { ifNoneMatch: headers["if-none-match"], ifMatch: headers["if-match"] };
    const object = await store.put(bucket, key, content, storedHeaders(headers), claims, conditions);
    return {
      headers: {
        ETag: `"${object.etag}"`,
        ...pick(Object.entries(object.headers), (name) => isChecksum(name) || name === "x-amz-server-side-encryption"),
      },
    };
  },

  HeadObject: ({ store, bucket, key, headers }) => ({ headers: objectHeaders(store.head(bucket, key), headers) }),

  GetObject({ store, bucket, key, headers }) {
    const object = store.head(bucket, key);
    return { headers: objectHeaders(object, headers), file: store.contentFile(bucket, object) };
  },

  GetObjectTagging({ store, bucket, key }) {
    const tags = tagsOf(store.head(bucket, key).headers);
    return { xml: { Tagging: { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } } } };
  },

  ...multipartOperations,

  async DeleteObject({ store, bucket, key }) {
    await store.delete(bucket, key);
    return { status: 204 };
  },
};

// ---

function objectHeaders(object: S3Object, request: S3Request["headers"]): Record<string, string | number> {
  if (request["if-match"] ?? request["if-none-match"]) throw notImplemented("A condition on reading an object");
  const tags = tagsOf(object.headers).length;
  const wantsChecksums = request["x-amz-checksum-mode"] === "ENABLED";
  return {
    ...pick(
      Object.entries(object.headers),
      (name) => name !== "x-amz-tagging" && (wantsChecksums || !isChecksum(name)),
    ),
    ...(tags > 0 && { "x-amz-tagging-count": tags }),
    ETag: `"${object.etag}"`,
    "Last-Modified": new Date(object.lastModified).toUTCString(),
    "Content-Length": object.size,
  };
}

function pick(entries: [string, string][], keep: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(entries.filter(([name]) => keep(name)));
}
