import { configurations } from "./configurations";
import { notImplemented, S3Error } from "./errors";

/** What a request may have for the operation that it asks for; all else of it is answered by 501. */
export interface Route {
  operation: string;
  /** The query parameter, or the header, that makes this operation of a method. */
  marks: readonly string[];
  /** Other parameters of its query. */
  query: readonly string[];
  /** Headers beside those that every request may have. */
  headers: RegExp;
}

/**
 * The operation that a request asks for. What is not here must not look like another one: a parameter, a header or a
 * value that the operation does not have is refused.
 * @param level what it is for: the service, a bucket or an object
 * @throws S3Error NotImplemented, or MethodNotAllowed
 */
export function routeOf(
  method: string,
  level: "service" | "bucket" | "object",
  query: Record<string, string>,
  headers: Record<string, string | undefined>,
): Route {
  const among = routes[`${method} ${level}`] ?? [];
  // A mark of another name than x-amz-* is never a header: those need not be signed.
  const isMarked = (mark: string) => (mark.startsWith("x-amz-") ? headers[mark] !== undefined : mark in query);
  const marked = among.filter(({ marks }) => marks.every(isMarked));
  const route = marked.reduce<Route | undefined>(
    (best, other) => (best && best.marks.length >= other.marks.length ? best : other),
    undefined,
  );
  const unknown = Object.keys(query).find(
    (name) => !route?.marks.includes(name) && !route?.query.includes(name) && name !== "x-id",
  );
  if (unknown !== undefined && (route || subresources.has(unknown)))
    throw notImplemented(`${method} of a ${level} with the query parameter '${unknown}'`);
  if (!route) throw new S3Error("MethodNotAllowed", `The method ${method} is not allowed on a ${level}.`);
  for (const [name, value] of Object.entries(headers)) {
    if (!/^(x-amz-|if-|range$)/.test(name) || harmless.test(name) || route.marks.includes(name)) continue;
    if (!route.headers.test(name)) throw notImplemented(`${route.operation} with the header '${name}'`);
    if (values[name]?.test(value!) === false) throw notImplemented(`${route.operation} with '${name}: ${value}'`);
  }
  return route;
}

// ---

/** Headers that every request may have: about its signature, its framing, its sender. Java 2 has checksums of no body. */
const harmless =
  /^x-amz-(checksum-.*|date|content-sha256|security-token|user-agent|expected-bucket-owner|source-expected-bucket-owner|request-payer|sdk-checksum-algorithm|trailer|decoded-content-length|te|api-version|mfa)$/;

/** Headers of which some values are harmless, and others ask for what is not here. */
const values: Record<string, RegExp | undefined> = {
  "x-amz-acl": /^(private|bucket-owner-full-control|bucket-owner-read)$/,
  "x-amz-storage-class": /^STANDARD$/,
  "x-amz-server-side-encryption": /^AES256$/,
  "x-amz-server-side-encryption-bucket-key-enabled": /^false$/i,
  "x-amz-object-ownership": /^BucketOwnerEnforced$/,
  "x-amz-bucket-object-lock-enabled": /^false$/i,
  "x-amz-metadata-directive": /^(COPY|REPLACE)$/,
  "x-amz-tagging-directive": /^(COPY|REPLACE)$/,
};

const stored =
  "x-amz-(meta-.*|acl|storage-class|tagging|server-side-encryption|server-side-encryption-bucket-key-enabled)";
const reading = "if-(match|none-match|modified-since|unmodified-since|range)";
const NONE = /^$/;
const only = (...patterns: string[]): RegExp => new RegExp(`^(${patterns.join("|")})$`);

const list = ["prefix", "delimiter", "max-keys", "encoding-type"];
const overrides = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];
const reads = ["versionId", "partNumber", ...overrides.map((name) => `response-${name}`)];

function route(operation: string, marks: string[] = [], query: string[] = [], headers: RegExp = NONE): Route {
  return { operation, marks, query, headers };
}

/** By method and level, S3's operations by their names in the API Reference. */
const routes: Record<string, Route[] | undefined> = {
  "GET service": [route("ListBuckets", [], ["prefix", "max-buckets", "continuation-token", "bucket-region"])],
  "PUT bucket": [
    route("CreateBucket", [], [], only("x-amz-(acl|object-ownership|bucket-object-lock-enabled)")),
    route("PutBucketPolicy", ["policy"], [], only("x-amz-confirm-remove-self-bucket-access")),
    route("PutBucketTagging", ["tagging"]),
  ],
  "HEAD bucket": [route("HeadBucket")],
  "DELETE bucket": [
    route("DeleteBucket"),
    route("DeleteBucketPolicy", ["policy"]),
    route("DeleteBucketTagging", ["tagging"]),
  ],
  "GET bucket": [
    route("ListObjects", [], [...list, "marker"], only("x-amz-optional-object-attributes")),
    route(
      "ListObjectsV2",
      ["list-type"],
      [...list, "continuation-token", "start-after", "fetch-owner"],
      only("x-amz-optional-object-attributes"),
    ),
    route("ListObjectVersions", ["versions"], [...list, "key-marker", "version-id-marker"]),
    route("ListMultipartUploads", ["uploads"], [...list, "max-uploads", "key-marker", "upload-id-marker"]),
    route("GetBucketLocation", ["location"]),
    route("GetBucketPolicy", ["policy"]),
    route("GetBucketPolicyStatus", ["policyStatus"]),
    route("GetBucketTagging", ["tagging"]),
    ...Object.entries(configurations).map(([name, { operation }]) => route(operation, [name], ["continuation-token"])),
  ],
  "POST bucket": [
    route("DeleteObjects", ["delete"], [], only("x-amz-bypass-governance-retention")),
    route("PostObject"),
  ],
  "PUT object": [
    route("PutObject", [], [], only(stored, "if-(match|none-match)")),
    route(
      "CopyObject",
      ["x-amz-copy-source"],
      [],
      only(stored, "x-amz-(copy-source-if-.*|metadata-directive|tagging-directive)", "if-(match|none-match)"),
    ),
    route("UploadPart", ["partNumber", "uploadId"]),
    route(
      "UploadPartCopy",
      ["partNumber", "uploadId", "x-amz-copy-source"],
      [],
      only("x-amz-copy-source-(range|if-.*)"),
    ),
    route("PutObjectTagging", ["tagging"], ["versionId"]),
    route("PutObjectAcl", ["acl"], ["versionId"], only("x-amz-acl")),
  ],
  "HEAD object": [route("HeadObject", [], reads, only(reading, "range"))],
  "GET object": [
    route("GetObject", [], reads, only(reading, "range")),
    route("GetObjectTagging", ["tagging"], ["versionId"]),
    route("GetObjectAcl", ["acl"], ["versionId"]),
    route("GetObjectAttributes", ["attributes"], ["versionId"], only("x-amz-object-attributes")),
    route("ListParts", ["uploadId"], ["max-parts", "part-number-marker"]),
  ],
  "POST object": [
    route("CreateMultipartUpload", ["uploads"], [], only(stored)),
    route("CompleteMultipartUpload", ["uploadId"], [], only("x-amz-mp-object-size", "if-(match|none-match)")),
  ],
  "DELETE object": [
    route("DeleteObject", [], ["versionId"], only("if-match", "x-amz-bypass-governance-retention")),
    route("AbortMultipartUpload", ["uploadId"]),
    route("DeleteObjectTagging", ["tagging"], ["versionId"]),
  ],
};

/** Parameters that make another operation of a method that is not here without them. */
const subresources = new Set(["select", "restore", "torrent", "renameObject", "session", "metadataTable"]);
