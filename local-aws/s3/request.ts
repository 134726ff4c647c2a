import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { bodyOf } from "../http/request-body";
import { parseQuery } from "../http/signature";
import { notImplemented, S3Error } from "./errors";
import type { S3Store } from "./store";

export interface S3Request {
  store: S3Store;
  method: string;
  /** "" when the request is for the service. */
  bucket: string;
  /** Decoded once; "" when the request is for the bucket. */
  key: string;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: AsyncIterable<Buffer>;
}

/**
 * Reads a request: path style only, the key from the raw target, because URL parsers fold `/../`.
 * @throws S3Error when it asks for what this service does not have
 */
export function readRequest(request: IncomingMessage, store: S3Store): S3Request {
  const [path, search = ""] = request.url!.split(/\?(.*)/s);
  const [, bucket, key = ""] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  if (bucket === undefined) throw new S3Error("InvalidURI", "Expected a path that begins with '/'.");
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseQuery(search))) {
    if (!knownQuery.has(name)) throw notImplemented(`The query parameter '${name}'`);
    query[name] = [value].flat()[0];
  }
  const headers = request.headers as Record<string, string | undefined>;
  for (const name of Object.keys(headers)) {
    if (unknownHeaders.test(name)) throw notImplemented(`The header '${name}'`);
  }
  return {
    store,
    method: request.method!,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key),
    query,
    headers,
    body: bodyOf(request),
  };
}

export function operationOf({ method, bucket, key, query }: S3Request): string {
  const level = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const special = specialOperations.find(({ names }) => names.every((name) => name in query));
  if (special) {
    const named = special.operations[`${method} ${level}`];
    if (!named) throw notImplemented(`${method} of a ${level} with '${special.names.join("' and '")}'`);
    return named;
  }
  const operation = operationNames[`${method} ${level}`];
  if (!operation) throw new S3Error("MethodNotAllowed", `The method ${method} is not allowed on a ${level}.`);
  if (operation === "ListObjectsV2" && query["list-type"] !== "2") throw notImplemented("Listing without list-type=2");
  return operation;
}

/**
 * A small body, as text.
 * @throws S3Error when it is too large, or another one than was signed
 */
export async function readSmall({ body, headers }: S3Request, limit = 1 << 16): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    if ((size += chunk.length) > limit)
      throw new S3Error("EntityTooLarge", `Expected a request body of at most ${limit} bytes.`);
  }
  const content = Buffer.concat(chunks);
  const declared = headers["x-amz-content-sha256"]!;
  if (/^[0-9a-f]{64}$/.test(declared) && createHash("sha256").update(content).digest("hex") !== declared)
    throw new S3Error("XAmzContentSHA256Mismatch", "The content does not match the SHA-256 in x-amz-content-sha256.");
  return content.toString();
}

// ---

const operationNames: Record<string, string | undefined> = {
  "GET service": "ListBuckets",
  "PUT bucket": "CreateBucket",
  "HEAD bucket": "HeadBucket",
  "DELETE bucket": "DeleteBucket",
  "GET bucket": "ListObjectsV2",
  "PUT object": "PutObject",
  "HEAD object": "HeadObject",
  "GET object": "GetObject",
  "DELETE object": "DeleteObject",
};

/** Query parameters that make another operation of a request. */
const specialOperations: { names: string[]; operations: Record<string, string | undefined> }[] = [
  { names: ["uploads"], operations: { "POST object": "CreateMultipartUpload" } },
  { names: ["partNumber", "uploadId"], operations: { "PUT object": "UploadPart" } },
  {
    names: ["uploadId"],
    operations: { "POST object": "CompleteMultipartUpload", "DELETE object": "AbortMultipartUpload" },
  },
  { names: ["tagging"], operations: { "GET object": "GetObjectTagging" } },
];

/** A subresource that is not here (?policy, ?acl, …) must not look like the plain operation. */
const knownQuery = new Set([
  "x-id",
  "list-type",
  "prefix",
  "max-keys",
  "continuation-token",
  "start-after",
  "encoding-type",
  "uploads",
  "uploadId",
  "partNumber",
  "tagging",
]);

const unknownHeaders =
  /^(range|if-modified-since|if-unmodified-since|x-amz-(copy-source.*|acl|grant-.*|object-lock-.*|bucket-object-lock-enabled|website-.*|storage-class|server-side-encryption-.+|mfa|write-offset-bytes|if-match-.*|expected-bucket-owner))$/;
