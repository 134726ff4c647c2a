import type { IncomingMessage } from "node:http";

/** A request's body. The plain iterator would close the connection of whoever stops reading to answer an error. */
export function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer> };
}
