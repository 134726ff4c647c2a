import { createHash, createHmac } from "node:crypto";

/** What a signature is good for. */
export interface Scope {
  /** `20261128` */
  day: string;
  region: string;
  service: string;
}

export interface SignedRequest {
  method: string;
  /** As it is sent. */
  path: string;
  /** Decoded. */
  query: readonly (readonly [name: string, value: string])[];
  /** Those that are signed, names in lower case; a value's bytes as latin1, which is how Node has them. */
  headers: readonly (readonly [name: string, value: string])[];
  payloadHash: string;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";

export const scopeText = ({ day, region, service }: Scope): string => `${day}/${region}/${service}/aws4_request`;

/** The key of a day, a region and a service (IAM User Guide, "Create a signed AWS API request"). */
export function signingKey(secretAccessKey: string, { day, region, service }: Scope): Buffer {
  return [day, region, service, "aws4_request"].reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

/** What is signed of a request, at a time such as `20261123T230500Z`. */
export function stringToSign(request: SignedRequest, time: string, scope: Scope): string {
  const { method, path, query, headers, payloadHash } = request;
  const encoded = query.map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const names = headers.map(([name]) => name).sort();
  const values = new Map(headers);
  const canonical = [
    method,
    scope.service === "s3" ? reencoded(path) : encodeURI(path === "" ? "/" : path),
    // By name, then value: `=` comes before all that may be in a name but `-` and `.`, which only names have.
    encoded.sort((a, b) => compare(a.split("="), b.split("="))).join("&"),
    ...names.map((name) => `${name}:${values.get(name)!.trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    payloadHash,
  ].join("\n");
  return [ALGORITHM, time, scopeText(scope), createHash("sha256").update(canonical, "latin1").digest("hex")].join("\n");
}

export const signatureOf = (key: Buffer, text: string): string => createHmac("sha256", key).update(text).digest("hex");

// ---

function compare([a, x]: string[], [b, y]: string[]): number {
  if (a !== b) return a < b ? -1 : 1;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** RFC 3986: all but letters, digits and `-._~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** S3's path: each segment decoded and encoded again the way that signers do; `..` and `//` stay. */
const reencoded = (path: string): string =>
  path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
