import { isChecksum } from "./checksums";
import { decodeChunked } from "./chunked";
import { notImplemented, S3Error } from "./errors";
import type { S3Request } from "./request";
import type { S3Object } from "./store";

/** What a handler gives back; the front door writes it. */
export interface S3Response {
  status?: number;
  headers?: Record<string, string | number>;
  /** Is sent as XML with the namespace of S3. */
  xml?: Record<string, unknown>;
  /** Is sent as the body: a file's content. */
  file?: string;
}

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

  async CreateBucket({ store, bucket, body }) {
    // A location constraint may come; every region is this one.
    await readSmall(body);
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

  async PutObject({ store, bucket, key, headers, body }) {
    if (Buffer.byteLength(key) > 1024) throw new S3Error("KeyTooLongError", "Expected a key of at most 1024 bytes.");
    const encryption = headers["x-amz-server-side-encryption"];
    if (encryption !== undefined && encryption !== "AES256")
      throw notImplemented(`Server-side encryption '${encryption}'`);
    const payload = headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
    const isChunked = payload === "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    if (payload.startsWith("STREAMING-") && !isChunked) throw notImplemented(`The payload '${payload}'`);
    const length = isChunked ? headers["x-amz-decoded-content-length"] : headers["content-length"];
    if (length === undefined)
      throw new S3Error(
        "MissingContentLength",
        "You must provide the Content-Length header, or x-amz-decoded-content-length.",
      );
    const trailer = new Map<string, string>();
    const claims = {
      length: Number(length),
      sha256: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
      md5: headers["content-md5"],
      checksums: () => pick([...Object.entries(headers), ...trailer] as [string, string][], isChecksum),
      expected: (headers["x-amz-trailer"] ?? "")
        .split(",")
        .map((name) => name.trim().toLowerCase())
        .filter(isChecksum),
    };
    const conditions = { ifNoneMatch: headers["if-none-match"], ifMatch: headers["if-match"] };
    const content = isChunked ? decodeChunked(body, trailer) : body;
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

  async DeleteObject({ store, bucket, key }) {
    await store.delete(bucket, key);
    return { status: 204 };
  },
};

// ---

const storedNames =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-server-side-encryption|x-amz-meta-.*)$/;

function storedHeaders(headers: Record<string, string | undefined>): Record<string, string> {
  const stored = pick(Object.entries(headers) as [string, string][], (name) => storedNames.test(name));
  // `aws-chunked` is a word about the transfer, not about the content.
  const encoding = (headers["content-encoding"] ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "" && word !== "aws-chunked");
  return {
    "content-type": "binary/octet-stream",
    ...stored,
    ...(encoding.length > 0 && { "content-encoding": encoding.join(",") }),
  };
}

function objectHeaders(object: S3Object, request: S3Request["headers"]): Record<string, string | number> {
  if (request["if-match"] ?? request["if-none-match"]) throw notImplemented("A condition on reading an object");
  const wantsChecksums = request["x-amz-checksum-mode"] === "ENABLED";
  return {
    ...pick(Object.entries(object.headers), (name) => wantsChecksums || !isChecksum(name)),
    ETag: `"${object.etag}"`,
    "Last-Modified": new Date(object.lastModified).toUTCString(),
    "Content-Length": object.size,
  };
}

function pick(entries: [string, string][], keep: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(entries.filter(([name]) => keep(name)));
}

async function readSmall(body: AsyncIterable<Buffer>): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > 1 << 16) throw new S3Error("EntityTooLarge", "Expected a request body of at most 64 KB.");
  }
}
