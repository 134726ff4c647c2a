import { owner } from "../configurations";
import { S3Error } from "../errors";
import type { S3Object } from "../object";
import { limitOf, pageOf } from "../paging";
import type { S3Request } from "../request";
import type { Operations } from "./operation";

const MOST = 1000;
const owned = { Owner: owner };

export const listOperations: Operations = {
  ListBuckets({ store, query }) {
    const { prefix = "", "continuation-token": token = "" } = query;
    const infos = new Map(store.listBuckets().map((info) => [info.name, info]));
    const limit = query["max-buckets"] === undefined ? Infinity : limitOf(query["max-buckets"], 10_000, "max-buckets");
    const page = pageOf([...infos.keys()], { prefix, delimiter: "", after: fromToken(token), limit });
    const buckets = page.keys.map((name) => ({ Name: name, CreationDate: infos.get(name)!.createdAt }));
    const next = page.next === undefined ? {} : { ContinuationToken: toToken(page.next) };
    return { xml: { ListAllMyBucketsResult: { ...owned, Buckets: { Bucket: buckets }, ...next } } };
  },

  ListObjects(request) {
    const { query } = request;
    const { marker = "", delimiter = "" } = query;
    const { common, contents, next, encode } = listed(request, marker);
    const nextMarker = next !== undefined && delimiter !== "" ? { NextMarker: encode(next) } : {};
    return { xml: { ListBucketResult: { ...common, Marker: encode(marker), ...nextMarker, ...contents(owned) } } };
  },

  ListObjectsV2(request) {
    const { query } = request;
    if (query["list-type"] !== "2") throw new S3Error("InvalidArgument", "Expected list-type to be 2.");
    const { "continuation-token": token, "start-after": startAfter = "" } = query;
    const { common, contents, next, count, encode } = listed(request, token ? fromToken(token) : startAfter);
    return {
      xml: {
        ListBucketResult: {
          ...common,
          KeyCount: count,
          ...(startAfter && { StartAfter: encode(startAfter) }),
          ...(token && { ContinuationToken: token }),
          ...(next !== undefined && { NextContinuationToken: toToken(next) }),
          ...contents(query["fetch-owner"] === "true" ? owned : {}),
        },
      },
    };
  },

  /** Every object has one version, as in a bucket that never had versioning. */
  ListObjectVersions(request) {
    const { "key-marker": marker = "" } = request.query;
    const { common, contents, next, encode } = listed(request, marker);
    const { Contents, CommonPrefixes } = contents({ ...owned, VersionId: "null", IsLatest: true });
    const nextMarker = next === undefined ? {} : { NextKeyMarker: encode(next), NextVersionIdMarker: "null" };
    const markers = { KeyMarker: encode(marker), VersionIdMarker: request.query["version-id-marker"] ?? "" };
    return { xml: { ListVersionsResult: { ...common, ...markers, ...nextMarker, Version: Contents, CommonPrefixes } } };
  },

  ListMultipartUploads(request) {
    const { store, bucket, query } = request;
    store.bucket(bucket);
    const { prefix = "", delimiter = "", "key-marker": keyMarker = "", "upload-id-marker": idMarker = "" } = query;
    const encode = encoderOf(query);
    const limit = limitOf(query["max-uploads"] ?? query["max-keys"], MOST, "max-uploads");
    // A key may have several uploads: with its id behind it, each has a name of its own in the same order.
    const uploads = new Map(store.multipart.list(bucket).map((upload) => [`${upload.key}\0${upload.id}`, upload]));
    const after = keyMarker && `${keyMarker}\0${idMarker || "\u{10ffff}"}`;
    const page = pageOf([...uploads.keys()], { prefix, delimiter, after, limit });
    const [nextKey, nextId = ""] = page.next?.split("\0") ?? [];
    return {
      xml: {
        ListMultipartUploadsResult: {
          ...{ Bucket: bucket, KeyMarker: encode(keyMarker), UploadIdMarker: idMarker, Prefix: encode(prefix) },
          ...(delimiter && { Delimiter: encode(delimiter) }),
          ...(query["encoding-type"] && { EncodingType: query["encoding-type"] }),
          ...{ MaxUploads: limit, IsTruncated: nextKey !== undefined },
          ...(nextKey !== undefined && { NextKeyMarker: encode(nextKey), NextUploadIdMarker: nextId }),
          Upload: page.keys.map((name) => {
            const { key, id, initiated = new Date(0).toISOString() } = uploads.get(name)!;
            return {
              Key: encode(key),
              UploadId: id,
              Initiator: owner,
              ...owned,
              StorageClass: "STANDARD",
              Initiated: initiated,
            };
          }),
          CommonPrefixes: page.commonPrefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
        },
      },
    };
  },
};

// ---

/** What all lists of objects have in common. */
function listed({ store, bucket, query }: S3Request, after: string) {
  const objects = store.bucket(bucket);
  const { prefix = "", delimiter = "" } = query;
  const encode = encoderOf(query);
  const limit = limitOf(query["max-keys"], MOST, "max-keys");
  const { keys, commonPrefixes, next } = pageOf(objects.keys(), { prefix, delimiter, after, limit });
  return {
    common: {
      ...{ Name: bucket, Prefix: encode(prefix) },
      ...(delimiter && { Delimiter: encode(delimiter) }),
      MaxKeys: limit,
      ...(query["encoding-type"] && { EncodingType: query["encoding-type"] }),
      IsTruncated: next !== undefined,
    },
    contents: (more: object) => ({
      Contents: keys.map((key) => ({ ...entryOf(objects.get(key)!, encode), ...more })),
      CommonPrefixes: commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    }),
    count: keys.length + commonPrefixes.length,
    next,
    encode,
  };
}

function entryOf({ key, etag, size, lastModified }: S3Object, encode: (key: string) => string): object {
  return { Key: encode(key), LastModified: lastModified, ETag: `"${etag}"`, Size: size, StorageClass: "STANDARD" };
}

function encoderOf({ "encoding-type": encoding }: Record<string, string>): (text: string) => string {
  if (encoding === undefined) return (text) => text;
  if (encoding !== "url") throw new S3Error("InvalidArgument", "Expected encoding-type to be url.");
  return (text) => encodeURIComponent(text).replace(/%2F/g, "/");
}

const toToken = (last: string): string => Buffer.from(last).toString("base64url");
const fromToken = (token: string): string => Buffer.from(token, "base64url").toString();
