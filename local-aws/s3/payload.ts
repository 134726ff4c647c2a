import { checksums, isChecksum } from "./checksums";
import { ChunkSignatures } from "./chunk-signatures";
import { decodeChunked } from "./chunked";
import type { ContentClaims } from "./content";
import { notImplemented, S3Error } from "./errors";
import type { S3Request } from "./request";

/**
 * A request's content, without its framing, and what the sender says of it.
 * @throws S3Error when it is framed in another way than SDKs do
 */
export function readPayload({ headers, body, signed }: S3Request): {
  content: AsyncIterable<Buffer>;
  claims: ContentClaims;
} {
  const payload = signed?.payload ?? "UNSIGNED-PAYLOAD";
  const isChunked = payload.startsWith("STREAMING-");
  const framing = /^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/.exec(payload);
  if (isChunked && !framing) throw notImplemented(`The payload '${payload}'`);
  const length = isChunked ? headers["x-amz-decoded-content-length"] : headers["content-length"];
  if (length === undefined)
    throw new S3Error(
      "MissingContentLength",
      "You must provide the Content-Length header, or x-amz-decoded-content-length.",
    );
  const trailer = new Map<string, string>();
  const signatures = payload.startsWith("STREAMING-AWS4") ? new ChunkSignatures(signed!) : undefined;
  return {
    content: isChunked ? decodeChunked(body, trailer, signatures, payload.endsWith("-TRAILER")) : body,
    claims: {
      length: Number(length),
      sha256: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
      md5: headers["content-md5"],
      checksums: () => checksumsAmong([...Object.entries(headers), ...trailer]),
      expected: (headers["x-amz-trailer"] ?? "")
        .split(",")
        .map((name) => name.trim().toLowerCase())
        .filter(isChecksum),
    },
  };
}

/**
 * The name of the checksum that an algorithm such as `CRC32` gives.
 * @throws S3Error InvalidRequest for one that S3 does not have
 */
export function checksumName(algorithm: string): string {
  const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
  if (isChecksum(name)) return name;
  const known = Object.keys(checksums).map((other) => other.replace("x-amz-checksum-", "").toUpperCase());
  throw new S3Error("InvalidRequest", `Expected a checksum algorithm among ${known.join(", ")}, got '${algorithm}'.`);
}

// ---

function checksumsAmong(headers: Iterable<[string, string | undefined]>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) if (isChecksum(name) && value !== undefined) found[name] = value;
  return found;
}
