import type { ChunkSignatures } from "./chunk-signatures";
import { S3Error } from "./errors";

/**
 * Takes the framing off an `aws-chunked` body: yields the data, and leaves the trailing headers, in lower case, in
 * `trailer`. That is how today's SDKs send streams, with signed chunks where the connection is not encrypted.
 * Format: S3 User Guide, "Transferring Payload in Multiple Chunks (Chunked Upload)".
 * @param signatures of the chunks, where they are signed
 * @param hasTrailer whether the trailer, too, is signed then
 * @throws S3Error IncompleteBody when the body ends before its trailer does
 */
export async function* decodeChunked(
  body: AsyncIterable<Buffer>,
  trailer: Map<string, string>,
  signatures?: ChunkSignatures,
  hasTrailer = false,
): AsyncGenerator<Buffer> {
  let state: "size" | "data" | "end of data" | "trailer" | "done" = "size";
  let line = "";
  let left = 0;
  let signature: string | undefined;
  for await (const buffer of body) {
    let at = 0;
    while (at < buffer.length) {
      if (state === "done") throw new S3Error("InvalidRequest", "Expected the end of the aws-chunked body, got more.");
      if (state === "data") {
        const data = buffer.subarray(at, at + left);
        at += data.length;
        left -= data.length;
        signatures?.add(data);
        if (data.length > 0) yield data;
        if (left === 0) {
          signatures?.endChunk(signature);
          state = "end of data";
        }
        continue;
      }
      const newline = buffer.indexOf("\n", at);
      line += buffer.toString("latin1", at, newline < 0 ? buffer.length : newline + 1);
      if (line.length > MAX_LINE)
        throw new S3Error("InvalidRequest", `Expected a line of at most ${MAX_LINE} bytes in the aws-chunked body.`);
      if (newline < 0) break;
      at = newline + 1;
      const text = line.trimEnd();
      line = "";
      if (state === "end of data") {
        if (text !== "")
          throw new S3Error("InvalidRequest", "Expected a line end after a chunk of the aws-chunked body.");
        state = "size";
      } else if (state === "size") {
        ({ size: left, signature } = parseSize(text));
        state = left === 0 ? "trailer" : "data";
        if (left === 0) signatures?.endChunk(signature);
      } else if (text === "") {
        state = "done";
      } else {
        const [name, value = ""] = text.split(/:(.*)/s);
        trailer.set(name.trim().toLowerCase(), value.trim());
      }
    }
  }
  if (state !== "done")
    throw new S3Error("IncompleteBody", "The aws-chunked body ended before its last chunk and trailer.");
  if (hasTrailer) signatures?.endTrailer(trailer);
}

// ---

const MAX_LINE = 16_384;

/** `<hexadecimal size>`, and `;chunk-signature=<signature>` where chunks are signed. */
function parseSize(line: string): { size: number; signature?: string } {
  const [size, ...extensions] = line.split(";");
  if (!/^[0-9a-fA-F]{1,12}$/.test(size))
    throw new S3Error("InvalidRequest", "Expected a chunk size in hexadecimal in the aws-chunked body.");
  const [, signature] = /^chunk-signature=([0-9a-f]{64})$/.exec(extensions.join(";").trim()) ?? [];
  return { size: parseInt(size, 16), signature };
}
