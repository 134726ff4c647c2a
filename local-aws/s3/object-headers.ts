import { isChecksum } from "./checksums";
import { tagsOf } from "./headers";
import type { S3Object } from "./object";

/** The headers that tell of an object when it is read. */
export function objectHeaders(object: S3Object, { withChecksums = false } = {}): Record<string, string | number> {
  const tags = tagsOf(object.headers).length;
  const shown = Object.entries(object.headers).filter(
    ([name]) => name !== "x-amz-tagging" && (withChecksums || !ofChecksum(name)),
  );
  return {
    ...Object.fromEntries(shown),
    ...(tags > 0 && { "x-amz-tagging-count": tags }),
    "Accept-Ranges": "bytes",
    ETag: `"${object.etag}"`,
    "Last-Modified": new Date(object.lastModified).toUTCString(),
  };
}

/** What a put tells of the object that it made. */
export function putHeaders({ headers, etag }: S3Object): Record<string, string> {
  const checksums = Object.entries(headers).filter(([name]) => ofChecksum(name));
  return { ETag: `"${etag}"`, ...Object.fromEntries(checksums), ...encryptionOf(headers) };
}

/** How an object is said to be encrypted: told by all that make one. */
export function encryptionOf({ [ENCRYPTION]: encryption }: Record<string, string>): Record<string, string> {
  return encryption === undefined ? {} : { [ENCRYPTION]: encryption };
}

/** An object's checksums as members of an XML answer: `ChecksumCRC32`. */
export function checksumMembers(headers: Record<string, string>): Record<string, string> {
  const members = Object.entries(headers).flatMap(([name, value]) => {
    if (isChecksum(name)) return [[`Checksum${name.replace("x-amz-checksum-", "").toUpperCase()}`, value]];
    return name === CHECKSUM_TYPE ? [["ChecksumType", value]] : [];
  });
  return Object.fromEntries(members) as Record<string, string>;
}

/** Whether it is the whole object's, or one of its parts' checksums. */
export const CHECKSUM_TYPE = "x-amz-checksum-type";

// ---

const ENCRYPTION = "x-amz-server-side-encryption";

const ofChecksum = (name: string): boolean => isChecksum(name) || name === CHECKSUM_TYPE;
