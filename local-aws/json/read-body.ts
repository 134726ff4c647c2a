import type { IncomingMessage } from "node:http";
import { bodyOf } from "../http/request-body";
import { ApiError } from "./errors";

/**
 * A request's body as a whole.
 * @throws ApiError RequestEntityTooLargeException above `maxBytes`
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > maxBytes)
      throw new ApiError("RequestEntityTooLargeException", `Expected a request body of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
