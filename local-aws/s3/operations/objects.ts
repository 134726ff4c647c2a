import { accessControlPolicy } from "../configurations";
import { conditionsOf, isWanted } from "../conditions";
import { notImplemented, S3Error } from "../errors";
import { headerValue, storedHeaders } from "../headers";
import type { S3Object } from "../object";
import { checksumMembers, objectHeaders, putHeaders } from "../object-headers";
import { readPayload } from "../payload";
import { parseRange, type ByteRange } from "../range";
import { readSmall, type S3Request } from "../request";
import type { S3Response } from "../response";
import type { Operations } from "./operation";

export const objectOperations: Operations = {
  async PutObject(request) {
    const { store, bucket, key, headers } = request;
    const { content: body, claims } = readPayload(request);
    const object = await store.put(bucket, key, {
      ...{ body, claims, headers: storedHeaders(headers), conditions: conditionsOf(headers) },
    });
    return { headers: putHeaders(object) };
  },

  HeadObject: (request) => ({ ...read(request), file: undefined }),

  GetObject: read,

  GetObjectAcl({ store, bucket, key }) {
    store.head(bucket, key);
    return { xml: accessControlPolicy };
  },

  /** The canned ACLs that leave everything to the owner change nothing. */
  async PutObjectAcl(request) {
    request.store.head(request.bucket, request.key);
    if ((await readSmall(request)) !== "" || request.headers["x-amz-acl"] === undefined)
      throw notImplemented("An access control list of one's own");
    return {};
  },

  GetObjectAttributes({ store, bucket, key, headers }) {
    const object = store.head(bucket, key);
    const wanted = (headers["x-amz-object-attributes"] ?? "").split(",").map((name) => name.trim());
    const attributes: Record<string, unknown> = {
      ETag: object.etag,
      Checksum: checksumMembers(object.headers),
      ObjectParts: object.parts && { PartsCount: object.parts.length },
      StorageClass: "STANDARD",
      ObjectSize: object.size,
    };
    const shown = Object.entries(attributes).filter(([name, value]) => wanted.includes(name) && value !== undefined);
    return {
      headers: { "Last-Modified": new Date(object.lastModified).toUTCString() },
      xml: { GetObjectAttributesResponse: Object.fromEntries(shown) },
    };
  },
};

// ---

/** An object, or the part of it that was asked for. */
function read({ store, bucket, key, query, headers }: S3Request): S3Response {
  const object = store.head(bucket, key);
  if (!isWanted(object, conditionsOf(headers))) {
    const { ETag, "Last-Modified": modified } = objectHeaders(object);
    return { status: 304, headers: { ETag, "Last-Modified": modified } };
  }
  const isStale = headers["if-range"] !== undefined && headers["if-range"] !== `"${object.etag}"`;
  const range = partRange(object, query.partNumber) ?? (isStale ? undefined : parseRange(headers.range, object.size));
  const overrides = Object.entries(query)
    .filter(([name]) => name.startsWith("response-"))
    .map(([name, value]) => [name.replace("response-", ""), headerValue(name, value)] as const);
  return {
    status: range ? 206 : 200,
    headers: {
      // The checksum is the whole object's.
      ...objectHeaders(object, { withChecksums: headers["x-amz-checksum-mode"] === "ENABLED" && !range }),
      ...Object.fromEntries(overrides),
      ...(query.partNumber && object.parts && { "x-amz-mp-parts-count": object.parts.length }),
      ...(range && { "Content-Range": `bytes ${range.start}-${range.end}/${object.size}` }),
      "Content-Length": range ? range.end - range.start + 1 : object.size,
    },
    file: { path: store.contentFile(bucket, object), range },
  };
}

/** The bytes of a part; an object that did not come in parts is its own first one. */
function partRange({ parts, size }: S3Object, partNumber: string | undefined): ByteRange | undefined {
  if (partNumber === undefined) return undefined;
  const sizes = parts ?? [size];
  const number = Number(partNumber);
  if (!Number.isInteger(number) || number < 1 || number > sizes.length)
    throw new S3Error("InvalidPartNumber", `Expected a part number from 1 to ${sizes.length}, got '${partNumber}'.`);
  if (sizes[number - 1] === 0) return undefined;
  const start = sizes.slice(0, number - 1).reduce((sum, part) => sum + part, 0);
  return { start, end: start + sizes[number - 1] - 1 };
}
