import { notImplemented, S3Error } from "./errors";
import type { S3Object } from "./object";

/** The headers that make a request depend on the object that is there. */
export interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
  ifModifiedSince?: string;
  ifUnmodifiedSince?: string;
}

/** @param prefix of the headers: `if-`, or `x-amz-copy-source-if-` for the source of a copy */
export function conditionsOf(headers: Record<string, string | undefined>, prefix = "if-"): Conditions {
  return {
    ifMatch: headers[`${prefix}match`],
    ifNoneMatch: headers[`${prefix}none-match`],
    ifModifiedSince: headers[`${prefix}modified-since`],
    ifUnmodifiedSince: headers[`${prefix}unmodified-since`],
  };
}

/**
 * Whether a reader has to be sent the object, in the order of RFC 9110, section 13.2.2: an ETag outweighs a time.
 * @returns false when what the reader has is what is there (304)
 * @throws S3Error PreconditionFailed
 */
export function isWanted(object: S3Object, conditions: Conditions): boolean {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  const modified = Math.floor(Date.parse(object.lastModified) / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed("If-Match");
  } else if (modified > Date.parse(ifUnmodifiedSince ?? "")) throw preconditionFailed("If-Unmodified-Since");
  if (ifNoneMatch !== undefined) return !matches(ifNoneMatch, object);
  return !(modified <= Date.parse(ifModifiedSince ?? ""));
}

/**
 * What a put or a delete demands of the object that it replaces.
 * @throws S3Error PreconditionFailed
 */
export function checkReplaced(current: S3Object | undefined, { ifMatch, ifNoneMatch }: Conditions): void {
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*")
    throw notImplemented("If-None-Match with anything but '*' on writing an object");
  if (ifNoneMatch && current) throw preconditionFailed("If-None-Match");
  if (ifMatch === undefined) return;
  if (!current) throw new S3Error("NoSuchKey", "If-Match was given, and the object does not exist.");
  if (!matches(ifMatch, current)) throw preconditionFailed("If-Match");
}

// ---

/** A list of ETags, with quotes or without, weak or not; `*` is every one. */
const matches = (wanted: string, { etag }: S3Object): boolean =>
  wanted.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "").replace(/^"|"$/g, "")));

const preconditionFailed = (header: string): S3Error =>
  new S3Error("PreconditionFailed", `At least one of the pre-conditions you specified did not hold: ${header}.`);
