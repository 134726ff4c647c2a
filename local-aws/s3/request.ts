import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Credentials } from "../http/credentials";
import { bodyOf } from "../http/request-body";
import type { Signed } from "../http/signature";
import { checksums, isChecksum } from "./checksums";
import { S3Error } from "./errors";
import { headerValue } from "./headers";
import { routeOf } from "./routes";
import type { S3Store } from "./store";

export interface S3Request {
  store: S3Store;
  /** S3's operation by its name in the API Reference. */
  operation: string;
  /** "" when the request is for the service. */
  bucket: string;
  /** Decoded once; "" when the request is for the bucket. */
  key: string;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: AsyncIterable<Buffer>;
  /** Undefined of a form, which is signed within. */
  signed: Signed | undefined;
  /** Whose signatures hold, and when. */
  access: Access;
}

export interface Access {
  credentials: Credentials;
  now: Date;
}

/**
 * Reads a request: path style, or `<bucket>.localhost`; the key from the raw target, because URL parsers fold `/../`.
 * What a presigned URL has of headers in its query counts as headers.
 * @throws S3Error when it asks for what this service does not have
 */
export function readRequest(
  request: IncomingMessage,
  store: S3Store,
  signed: Signed | undefined,
  access: Access,
): S3Request {
  const [path, search = ""] = request.url!.split(/\?(.*)/s);
  const [, subdomain] = /^([^:]+)\.localhost(?::\d+)?$/i.exec(request.headers.host ?? "") ?? [];
  const [, bucket, key = ""] = /^\/([^/]*)(?:\/(.*))?$/s.exec(subdomain ? `/${subdomain}${path}` : path) ?? [];
  if (bucket === undefined) throw new S3Error("InvalidURI", "Expected a path that begins with '/'.");
  const headers = { ...(request.headers as Record<string, string | undefined>) };
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (!/^x-amz-/i.test(name)) query[name] ??= value;
    else if (!ofSignature.test(name)) headers[name.toLowerCase()] ??= headerValue(name, value);
  }
  const level = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const { operation } = routeOf(request.method!, level, query, headers);
  if ((query.versionId ?? "null") !== "null")
    throw new S3Error(
      "NoSuchVersion",
      `The version '${query.versionId}' does not exist: buckets here have no versions.`,
    );
  const names = { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  return { store, operation, ...names, query, headers, body: bodyOf(request), signed, access };
}

/**
 * A small body, as text.
 * @param ofBody whether its checksums are the body's own, and not an object's
 * @throws S3Error when it is too large, or another one than was signed
 */
export async function readSmall({ body, headers }: S3Request, limit = 1 << 16, ofBody = true): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    if ((size += chunk.length) > limit)
      throw new S3Error("EntityTooLarge", `Expected a request body of at most ${limit} bytes.`);
  }
  const content = Buffer.concat(chunks);
  const declared = headers["x-amz-content-sha256"] ?? "";
  if (/^[0-9a-f]{64}$/.test(declared) && createHash("sha256").update(content).digest("hex") !== declared)
    throw new S3Error("XAmzContentSHA256Mismatch", "The content does not match the SHA-256 in x-amz-content-sha256.");
  const md5 = headers["content-md5"];
  if (md5 !== undefined && createHash("md5").update(content).digest("base64") !== md5)
    throw new S3Error("BadDigest", "The content does not match the Content-MD5 that was sent.");
  for (const [name, claimed] of Object.entries(headers).filter(([header]) => ofBody && isChecksum(header))) {
    const checksum = checksums[name]();
    checksum.update(content);
    if ((await checksum.digest()) !== claimed)
      throw new S3Error("BadDigest", `The content does not match the ${name} that was sent.`);
  }
  return content.toString();
}

// ---

/**
 * What of a presigned URL's query is about its signature. A checksum in it is of the empty body that there was when the
 * URL was made (client-s3 puts one there), and S3 does not look at it either.
 */
const ofSignature =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|checksum-.*|sdk-checksum-algorithm)$/i;
