import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { checksums } from "./checksums";
import { S3Error } from "./errors";

export interface ContentClaims {
  /** Bytes. */
  length?: number;
  /** SHA-256, hexadecimal. */
  sha256?: string;
  /** MD5, base64. */
  md5?: string;
  /** Checksums by header name; asked for after the body too, because trailers may carry them. */
  checksums: () => Record<string, string>;
  /** The checksums that the trailer will carry. */
  expected: string[];
  /** Checksums that are wanted of the content, also when its sender claims none. */
  wanted?: string[];
  /** Of a content that came in parts, the ETag that it has instead of its MD5. */
  etag?: string;
}

/** A content that was written. */
export interface Content {
  size: number;
  /** MD5, hexadecimal, or what was claimed instead. */
  etag: string;
  /** By header name, base64. */
  checksums: Record<string, string>;
}

/** Of a content whose sender says nothing. */
export const NO_CLAIMS: ContentClaims = { checksums: () => ({}), expected: [] };

/**
 * Writes a content to a new file and syncs it. The file is left behind, for the caller to remove, when it throws.
 * @throws S3Error when the content is not what its sender claims
 */
export async function writeContent(file: string, body: AsyncIterable<Buffer>, claims: ContentClaims): Promise<Content> {
  const md5 = createHash("md5");
  const sha256 = claims.sha256 === undefined ? undefined : createHash("sha256");
  const { expected, wanted = [] } = claims;
  const names = [...new Set([...expected, ...wanted, ...Object.keys(claims.checksums())])];
  const running = names.map((name) => [name, checksums[name]()] as const);
  let size = 0;
  const handle = await open(file, "wx");
  try {
    for await (const chunk of body) {
      size += chunk.length;
      md5.update(chunk);
      sha256?.update(chunk);
      for (const [, checksum] of running) checksum.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (claims.length !== undefined && size !== claims.length) {
    throw new S3Error("IncompleteBody", `Expected ${claims.length} bytes, got ${size}.`);
  }
  if (sha256 && sha256.digest("hex") !== claims.sha256) {
    throw new S3Error("XAmzContentSHA256Mismatch", "The content does not match the SHA-256 in x-amz-content-sha256.");
  }
  const digest = md5.digest();
  if (claims.md5 !== undefined && digest.toString("base64") !== claims.md5) {
    throw new S3Error("BadDigest", "The content does not match the Content-MD5 that was sent.");
  }
  const sent = claims.checksums();
  const found: Record<string, string> = {};
  for (const [name, checksum] of running) {
    found[name] = await checksum.digest();
    if (sent[name] === undefined && wanted.includes(name)) continue;
    if (sent[name] === undefined) throw new S3Error("InvalidRequest", `Expected ${name} in the trailer, got none.`);
    if (sent[name] !== found[name])
      throw new S3Error("BadDigest", `The content does not match the ${name} that was sent.`);
  }
  return { size, etag: claims.etag ?? digest.toString("hex"), checksums: found };
}
