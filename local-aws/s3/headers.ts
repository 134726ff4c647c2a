import { S3Error } from "./errors";

const storedNames =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-server-side-encryption|x-amz-tagging|x-amz-meta-.*)$/;

/**
 * What of a request's headers is kept with the object.
 * @throws S3Error when they ask for what is not here
 */
export function storedHeaders(headers: Record<string, string | undefined>): Record<string, string> {
  const stored = Object.entries(headers).filter((entry): entry is [string, string] => storedNames.test(entry[0]));
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
