import type { IncomingMessage } from "node:http";

/**
 * A request's body. Who stops reading it early can still answer: the plain iterator would close
 * the connection, and the client would see a reset in place of the reason.
 */
export function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer> };
}
