import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Credentials } from "./credentials";
import { ALGORITHM, signatureOf, signingKey, stringToSign, type Scope } from "./sigv4";

export type SignatureProblem =
  | "MissingAuthentication"
  | "Incomplete"
  | "UnknownKey"
  | "Mismatch"
  | "Skewed"
  | "Expired"
  | "Unsigned"
  | "NoPayloadHash"
  | "WrongPayloadHash";

/** Why a request is not let in. The code is the same in the words of all services. */
export class SignatureError extends Error {
  constructor(
    readonly code: SignatureProblem,
    message: string,
  ) {
    super(message);
  }
}

export type ServiceName = "s3" | "machinelearning" | "sagemaker" | "servicequotas";

export interface SignatureCheck {
  credentials: Credentials;
  /** The service that the request is for: part of what is signed. */
  service: ServiceName;
  now: Date;
  /** Where it is at hand; S3 checks its bodies as they come. */
  body?: Buffer;
}

/** A signature that holds: what the signatures of a body's chunks go on from. */
export interface Signed {
  key: Buffer;
  scope: Scope;
  /** `20261123T230500Z` */
  time: string;
  signature: string;
  /** The payload as it was declared: a SHA-256 in hexadecimal, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  payload: string;
}

/**
 * Checks a request's Signature Version 4, in its Authorization header or in its query (presigned), by signing it again:
 * the same request, of its headers only those that the client signed. `body` is what the payload hash is taken from when
 * the client sent none in `x-amz-content-sha256` (boto3 does not, for Amazon ML).
 * @throws SignatureError
 */
export function verifySignature(request: IncomingMessage, check: SignatureCheck): Signed {
  const { credentials, service: expectedService, now, body } = check;
  const [path, search = ""] = request.url!.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const claim = claimOf(request, query);
  const { accessKeyId, scope, time, signedHeaders, signature } = claim;
  // FIRST the key, THEN the scope, THEN the clock, THEN the signature: AWS's order.
  checkKey(accessKeyId, credentials);
  if (scope.service !== expectedService || !/^[\w-]+$/.test(scope.region)) {
    throw new SignatureError(
      "Incomplete",
      `Expected the credential to be scoped to a region and the service '${expectedService}', got '${scope.region}' and '${scope.service}'.`,
    );
  }
  checkTime(time, scope.day, now, claim.expires);
  // What is not signed, anyone on the way could have added: another operation, or another host.
  const mustBeSigned = Object.keys(request.headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new SignatureError(
      "Unsigned",
      `Expected all of host and x-amz-* to be signed, got without: ${unsigned.join(", ")}.`,
    );
  }
  const payload = payloadOf(request, claim, expectedService, body);
  const key = signingKey(credentials.secretAccessKey, scope);
  const text = stringToSign(
    {
      method: request.method!,
      path,
      query: [...query].filter(([name]) => name !== "X-Amz-Signature"),
      headers: signedHeaders.map((name) => [name, String(request.headers[name] ?? "")]),
      payloadHash: payload,
    },
    time,
    scope,
  );
  checkSignature(key, text, signature);
  return { key, scope, time, signature, payload };
}

/** @throws SignatureError when the access key id is not the folder's */
export function checkKey(accessKeyId: string, credentials: Credentials): void {
  if (accessKeyId !== credentials.accessKeyId)
    throw new SignatureError(
      "UnknownKey",
      "The access key id is not known to this service: `npm run -s env` prints the one that is.",
    );
}

/** @throws SignatureError when it is not the signature of the text */
export function checkSignature(key: Buffer, text: string, signature: string): void {
  if (!isSame(signature, signatureOf(key, text)))
    throw new SignatureError("Mismatch", "The request's signature does not match: check the secret access key.");
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * @throws SignatureError unless the time is within a quarter of an hour of now; or, with an expiry in seconds, not
 * longer ago than that
 */
export function checkTime(time: string, day: string, now: Date, expires?: number): void {
  const date = parseDate(time);
  if (!date || !time.startsWith(day)) {
    throw new SignatureError("Skewed", "Expected X-Amz-Date such as 20261123T230500Z, of the day of the credential.");
  }
  const age = now.getTime() - date.getTime();
  if (expires !== undefined && age > expires * 1000)
    throw new SignatureError(
      "Expired",
      `Request has expired: it was good for ${expires} s from ${date.toISOString()}.`,
    );
  if (age < -MAX_SKEW_MS || (expires === undefined && age > MAX_SKEW_MS)) {
    throw new SignatureError(
      "Skewed",
      `The request's time differs too much: it says ${date.toISOString()}, the service ${now.toISOString()}.`,
    );
  }
}

/** `AKID/20261123/us-east-1/s3/aws4_request`; undefined when it is not of this form. */
export function parseCredential(text: string): { accessKeyId: string; scope: Scope } | undefined {
  const [, accessKeyId, day, region, service] = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(text) ?? [];
  return service === undefined ? undefined : { accessKeyId, scope: { day, region, service } };
}

// ---

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;

/** What a request says of its signature. */
interface Claim {
  accessKeyId: string;
  scope: Scope;
  time: string;
  signedHeaders: string[];
  signature: string;
  /** Seconds, of a presigned request. */
  expires?: number;
  /** Of a presigned request, the payload that its query may declare. */
  payload?: string;
}

function claimOf(request: IncomingMessage, query: URLSearchParams): Claim {
  const header = request.headers.authorization;
  if (header === undefined && query.has("X-Amz-Signature")) return presignedClaim(query);
  if (!header) {
    throw new SignatureError(
      "MissingAuthentication",
      "The request is not signed. Sign it with Signature Version 4; `npm run -s env` prints the local service's keys.",
    );
  }
  const [algorithm, ...rest] = header.split(" ");
  const parts = Object.fromEntries(
    rest
      .join("")
      .split(",")
      .map((part) => part.split(/=(.*)/s) as [string, string]),
  );
  const time = String(request.headers["x-amz-date"] ?? "");
  const credential = parseCredential(parts.Credential ?? "");
  if (algorithm !== ALGORITHM || !credential || !parts.SignedHeaders || !isSignature(parts.Signature) || time === "")
    throw new SignatureError("Incomplete", `Expected an ${ALGORITHM} Authorization header and an X-Amz-Date.`);
  return { ...credential, time, signedHeaders: parts.SignedHeaders.split(";"), signature: parts.Signature };
}

/** S3 API Reference, "Authenticating Requests: Using Query Parameters". */
function presignedClaim(query: URLSearchParams): Claim {
  const member = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  const credential = parseCredential(member("Credential"));
  const expires = Number(member("Expires"));
  const isGood = Number.isInteger(expires) && expires >= 1 && expires <= MAX_EXPIRES_SECONDS;
  if (member("Algorithm") !== ALGORITHM || !credential || !isSignature(member("Signature")) || !isGood)
    throw new SignatureError(
      "Incomplete",
      `Expected X-Amz-Algorithm ${ALGORITHM}, X-Amz-Credential, X-Amz-Date, X-Amz-Expires from 1 to ${MAX_EXPIRES_SECONDS}, X-Amz-SignedHeaders and X-Amz-Signature in the query.`,
    );
  const signedHeaders = member("SignedHeaders").split(";");
  const payload = query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
  return { ...credential, time: member("Date"), signedHeaders, signature: member("Signature"), expires, payload };
}

const isSignature = (text: string | undefined): text is string => /^[0-9a-f]{64}$/.test(text ?? "");

/** `20261123T230500Z` */
function parseDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const date = match && new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`);
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** How S3 may be told that the body is signed otherwise, or not. */
const S3_PAYLOADS = /^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/;

/** The payload hash that was signed; where the body is at hand, it has to be the body's. */
function payloadOf(request: IncomingMessage, claim: Claim, service: string, body: Buffer = Buffer.alloc(0)): string {
  const declared = request.headers["x-amz-content-sha256"]?.toString() ?? claim.payload;
  if (service !== "s3") {
    const actual = createHash("sha256").update(body).digest("hex");
    if (declared !== undefined && declared !== actual && claim.payload === undefined)
      throw new SignatureError("Mismatch", "The body does not match the SHA-256 in x-amz-content-sha256.");
    return actual;
  }
  if (declared === undefined)
    throw new SignatureError("NoPayloadHash", "Missing required header for this request: x-amz-content-sha256");
  if (!S3_PAYLOADS.test(declared) && !/^[0-9a-f]{64}$/.test(declared))
    throw new SignatureError(
      "WrongPayloadHash",
      "Expected x-amz-content-sha256 to be UNSIGNED-PAYLOAD, STREAMING-… or a SHA-256 in hexadecimal.",
    );
  return declared;
}
