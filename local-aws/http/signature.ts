import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "./credentials";

export type SignatureProblem =
  | "MissingAuthentication"
  | "Incomplete"
  | "UnknownKey"
  | "Mismatch"
  | "Skewed"
  | "Unsigned"
  | "NoPayloadHash"
  | "WrongPayloadHash";

/** Why a request is not let in. The code is the same in S3's words and in Amazon ML's. */
export class SignatureError extends Error {
  constructor(
    readonly code: SignatureProblem,
    message: string,
  ) {
    super(message);
  }
}

const MAX_SKEW_MS = 15 * 60_000;
const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

export interface SignatureCheck {
  credentials: Credentials;
  /** The service that the request is for: part of what is signed. */
  service: "s3" | "machinelearning";
  now: Date;
  /** Where it is at hand; S3 checks its bodies as they come. */
  body?: Buffer;
}

/**
 * Checks a request's Signature Version 4 by signing it again: the same request, of its headers
 * only those that the client signed. `body` is what the payload hash is taken from when the
 * client sent none in `x-amz-content-sha256` (boto3 does not, for Amazon ML).
 * @throws SignatureError
 */
export async function verifySignature(
  request: IncomingMessage,
  { credentials, service: expectedService, now, body }: SignatureCheck,
): Promise<void> {
  const header = request.headers.authorization;
  if (!header) {
    throw new SignatureError(
      "MissingAuthentication",
      "The request is not signed. Sign it with Signature Version 4; `npm run -s env` prints the local service's keys.",
    );
  }
  const [, accessKeyId, day, region, service, signedHeaders, signature] = authorization.exec(header) ?? [];
  const time = String(request.headers["x-amz-date"] ?? "");
  if (!signature || time === "") {
    throw new SignatureError("Incomplete", "Expected an AWS4-HMAC-SHA256 Authorization header and an X-Amz-Date.");
  }
  // FIRST the key, THEN the scope, THEN the clock, THEN the signature: AWS's order.
  if (accessKeyId !== credentials.accessKeyId) {
    throw new SignatureError(
      "UnknownKey",
      "The access key id is not known to this service: `npm run -s env` prints the one that is.",
    );
  }
  if (service !== expectedService || !/^[a-z]{2,}(-[a-z]+)*-\d+$/.test(region)) {
    throw new SignatureError(
      "Incomplete",
      `Expected the credential to be scoped to a region and the service '${expectedService}', got '${region}' and '${service}'.`,
    );
  }
  const date = parseDate(time);
  if (!date || !time.startsWith(day)) {
    throw new SignatureError("Skewed", "Expected X-Amz-Date such as 20261123T230500Z, of the day of the credential.");
  }
  if (Math.abs(now.getTime() - date.getTime()) > MAX_SKEW_MS) {
    throw new SignatureError(
      "Skewed",
      `The request's time differs too much: it says ${date.toISOString()}, the service ${now.toISOString()}.`,
    );
  }
  // What is not signed, anyone on the way could have added: another operation, or another host.
  const mustBeSigned = Object.keys(request.headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.split(";").includes(name));
  if (unsigned.length > 0) {
    throw new SignatureError(
      "Unsigned",
      `Expected all of host and x-amz-* to be signed, got without: ${unsigned.join(", ")}.`,
    );
  }
  checkPayloadHash(request.headers["x-amz-content-sha256"]?.toString(), service, body);
  const names = signedHeaders.split(";");
  const [path, query = ""] = request.url!.split(/\?(.*)/s);
  const signer = new SignatureV4({
    credentials,
    region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method!,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: service === "s3" ? canonicalPath(path) : path,
      query: parseQuery(query),
      headers: Object.fromEntries(names.map((name) => [name, String(request.headers[name] ?? "")])),
      body,
    },
    { signingDate: date, signableHeaders: new Set(names) },
  );
  const expected = signed.headers.authorization.slice(-64);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw new SignatureError("Mismatch", "The request's signature does not match: check the secret access key.");
  }
}

/** SHA-256 and HMAC-SHA256 in the shape that the signer asks for. */
export class Sha256 {
  private readonly hash;

  constructor(secret?: Data) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(data: Data): void {
    this.hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("a digest is taken once");
  }
}

/** The query as decoded names and values; a name that comes twice has a list. */
export function parseQuery(query: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query.replace(/\+/g, "%2B"))) {
    const before = result[name];
    result[name] = before === undefined ? value : [before, value].flat();
  }
  return result;
}

// ---

type Data = string | ArrayBuffer | ArrayBufferView;

function bytes(data: Data): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** `20261123T230500Z` */
function parseDate(header: string | string[] | undefined): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(header));
  const date = match && new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`);
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** How S3 may be told that the body is signed otherwise, or not. */
const S3_PAYLOADS = /^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/;

/** The signer takes the declared hash for the body's; so that has to be true. */
function checkPayloadHash(declared: string | undefined, service: string, body: Buffer | undefined): void {
  if (service === "s3") {
    if (declared === undefined)
      throw new SignatureError("NoPayloadHash", "Missing required header for this request: x-amz-content-sha256");
    if (!S3_PAYLOADS.test(declared) && !/^[0-9a-f]{64}$/.test(declared))
      throw new SignatureError(
        "WrongPayloadHash",
        "Expected x-amz-content-sha256 to be UNSIGNED-PAYLOAD, STREAMING-… or a SHA-256 in hexadecimal.",
      );
  } else if (
    declared !== undefined &&
    createHash("sha256")
      .update(body ?? "")
      .digest("hex") !== declared
  )
    throw new SignatureError("Mismatch", "The body does not match the SHA-256 in x-amz-content-sha256.");
}

/** Each segment decoded and encoded again the way that signers do; `..` and `//` stay. */
function canonicalPath(path: string): string {
  const encode = (segment: string) =>
    encodeURIComponent(decodeURIComponent(segment)).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return path.split("/").map(encode).join("/");
}
