import { S3Error } from "./errors";

const storedNames =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-server-side-encryption|x-amz-tagging|x-amz-meta-.*)$/;

/**
 * What of a request's headers is kept with the object.
 * @throws S3Error when they ask for what is not here
 */
export function storedHeaders(headers: Record<string, string | undefined>): Record<string, string> {
  const stored = Object.entries(headers).filter((entry): entry is [string, string] => storedNames.test(entry[0]));
  for (const [name, value] of stored) checkHeader(name, value);
  tagsOf(headers);
  // `aws-chunked` is a word about the transfer, not about the content.
  const encoding = (headers["content-encoding"] ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "" && word !== "aws-chunked");
  return {
    "content-type": "binary/octet-stream",
    ...Object.fromEntries(stored),
    ...(encoding.length > 0 && { "content-encoding": encoding.join(",") }),
  };
}

export const MAX_OBJECT_TAGS = 10;

/**
 * A header's value from a text that did not come as one, as of a form or of a presigned URL's query: its bytes as UTF-8.
 * @throws S3Error InvalidArgument when no header can have it
 */
export function headerValue(name: string, text: string): string {
  const value = Buffer.from(text).toString("latin1");
  checkHeader(name, value);
  return value;
}

export type Tag = [key: string, value: string];

/**
 * An object's tags: they come as a query string in a header.
 * @throws S3Error when there are more than S3 takes, or one comes twice
 */
export function tagsOf(headers: Record<string, string | undefined>): Tag[] {
  const tags = [...new URLSearchParams(headers["x-amz-tagging"] ?? "")];
  if (tags.length > MAX_OBJECT_TAGS || new Set(tags.map(([key]) => key)).size < tags.length)
    throw new S3Error("InvalidTag", `Expected at most ${MAX_OBJECT_TAGS} tags, each key once.`);
  return tags;
}

// ---

/** What could not be answered as a header must not be kept as one: the object could never be read again. */
function checkHeader(name: string, value: string): void {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new S3Error(
      "InvalidArgument",
      `Expected a header's name and value for '${name.slice(0, 100)}', without control characters.`,
    );
}
