import { S3Error } from "./errors";

/** What of a list is asked for. */
export interface PageQuery {
  prefix: string;
  /** "" for none: keys that are alike up to it are given as one common prefix. */
  delimiter: string;
  /** What was given last: a key, or a common prefix. */
  after: string;
  limit: number;
}

export interface Page {
  keys: string[];
  commonPrefixes: string[];
  /** What to go on after; undefined when there is no more. */
  next?: string;
}

/**
 * A page of a list.
 * @param sorted in the order of their UTF-8 bytes
 */
export function pageOf(sorted: readonly string[], { prefix, delimiter, after, limit }: PageQuery): Page {
  const page: Page = { keys: [], commonPrefixes: [] };
  let last = after;
  for (let i = firstFrom(sorted, compareBytes(prefix, after) > 0 ? prefix : after); i < sorted.length; i++) {
    const key = sorted[i];
    if (!key.startsWith(prefix)) {
      if (compareBytes(key, prefix) > 0) break;
      continue;
    }
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = at < 0 ? undefined : key.slice(0, at + delimiter.length);
    if (compareBytes(key, after) <= 0 || (common !== undefined && common === last)) continue;
    if (page.keys.length + page.commonPrefixes.length >= limit) return limit === 0 ? page : { ...page, next: last };
    if (common === undefined) page.keys.push(key);
    else page.commonPrefixes.push(common);
    last = common ?? key;
  }
  return page;
}

/**
 * How many a page may have.
 * @throws S3Error InvalidArgument
 */
export function limitOf(text: string | undefined, most: number, name: string): number {
  const limit = text === undefined || text === "" ? most : Number(text);
  if (!Number.isInteger(limit) || limit < 0)
    throw new S3Error("InvalidArgument", `Expected ${name} to be an integer from 0 up.`);
  return Math.min(limit, most);
}

// ---

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The index of the first that is not before `key`. */
function firstFrom(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(sorted[middle], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
