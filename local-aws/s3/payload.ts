import { isChecksum } from "./checksums";
import { decodeChunked } from "./chunked";
import type { ContentClaims } from "./content";
import { notImplemented, S3Error } from "./errors";
import type { S3Request } from "./request";

/**
 * A request's content, without its framing, and what the sender says of it.
 * @throws S3Error when it is framed in another way than today's SDKs do
 */
export function readPayload({ headers, body }: S3Request): { content: AsyncIterable<Buffer>; claims: ContentClaims } {
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
  return {
    content: isChunked ? decodeChunked(body, trailer) : body,
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

// ---

function checksumsAmong(headers: Iterable<[string, string | undefined]>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) if (isChecksum(name) && value !== undefined) found[name] = value;
  return found;
}
