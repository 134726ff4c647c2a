import { notImplemented, S3Error } from "./errors";
import type { S3Request } from "./request";

const storedNames =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-server-side-encryption|x-amz-tagging|x-amz-meta-.*)$/;

/**
 * What of a request's headers is kept with the object.
 * @throws S3Error when they ask for what is not here
 */
export function storedHeaders(headers: S3Request["headers"]): Record<string, string> {
  const encryption = headers["x-amz-server-side-encryption"];
  if (encryption !== undefined && encryption !== "AES256")
    throw notImplemented(`Server-side encryption '${encryption}'`);
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

const MAX_TAGS = 10;

/**
 * An object's tags: they come as a query string in a header.
 * @throws S3Error when there are more than S3 takes, or one comes twice
 */
export function tagsOf(headers: Record<string, string | undefined>): [key: string, value: string][] {
  const tags = [...new URLSearchParams(headers["x-amz-tagging"] ?? "")];
  if (tags.length > MAX_TAGS || new Set(tags.map(([key]) => key)).size < tags.length)
    throw new S3Error("InvalidTag", `Expected at most ${MAX_TAGS} tags, each key once.`);
  return tags;
}
