import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Call } from "../http/access-log";
import type { Credentials } from "../http/credentials";
import { SignatureError, verifySignature, type SignatureProblem } from "../http/signature";
import { S3Error, type S3ErrorCode } from "./errors";
import { operations } from "./operations/index";
import type { S3Response } from "./response";
import { readRequest } from "./request";
import type { S3Store } from "./store";
import { TroubleError, type CallTrouble } from "../trouble";
import { buildXml } from "./xml";

/** Answers a request in S3's protocol: REST, with XML around it. The order of the checks is S3's. */
export async function answerS3(
  request: IncomingMessage,
  response: ServerResponse,
  store: S3Store,
  credentials: Credentials,
  now: Date,
  call: Call,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader("x-amz-request-id", requestId);
  call.operation = "S3";
  try {
    // FIRST who asks; a form from a browser says so within,
    const isForm = request.method === "POST" && /^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "");
    const signed = isForm ? undefined : verifySignature(request, { credentials, service: "s3", now });
    // THEN what for.
    const s3Request = readRequest(request, store, signed, { credentials, now });
    call.operation = s3Request.operation;
    call.id = [s3Request.bucket, s3Request.key].filter((part) => part !== "").join("/");
    if (isForm !== (call.operation === "PostObject"))
      throw new S3Error("AccessDenied", "Expected multipart/form-data on a bucket, and on nothing else.");
    await call.begun();
    await writeResponse(request, response, await operations[call.operation](s3Request), call.answered);
  } catch (error) {
    // Half an answer cannot be taken back: the client has to see that it broke off.
    const isDropped = error instanceof TroubleError && error.kind === "dropped";
    if (response.headersSent || isDropped) return void response.destroy();
    const s3Error = asS3Error(error as Error);
    const xml = request.method === "HEAD" ? undefined : errorXml(s3Error, request.url!, requestId);
    await writeResponse(request, response, { status: s3Error.status, xml }, call.answered);
  }
}

// ---

const signatureErrors: Record<SignatureProblem, S3ErrorCode> = {
  MissingAuthentication: "AccessDenied",
  Incomplete: "AuthorizationHeaderMalformed",
  UnknownKey: "InvalidAccessKeyId",
  Mismatch: "SignatureDoesNotMatch",
  Skewed: "RequestTimeTooSkewed",
  Expired: "AccessDenied",
  Unsigned: "AccessDenied",
  NoPayloadHash: "InvalidRequest",
  WrongPayloadHash: "InvalidArgument",
};

const troubles: Record<CallTrouble, S3ErrorCode> = {
  throttled: "SlowDown",
  unavailable: "InternalError",
  denied: "AccessDenied",
  dropped: "InternalError",
};

function asS3Error(error: Error): S3Error {
  if (error instanceof TroubleError) return new S3Error(troubles[error.kind], error.message);
  if (error instanceof S3Error) return error;
  if (error instanceof SignatureError) return new S3Error(signatureErrors[error.code], error.message);
  if (error instanceof URIError) return new S3Error("InvalidURI", "The path is not valid percent-encoded UTF-8.");
  if ((error as NodeJS.ErrnoException).code === "ECONNRESET") {
    return new S3Error("IncompleteBody", "The connection ended before the body did.");
  }
  console.error(error);
  return new S3Error("InternalError", `Internal error: ${error.message}`, { cause: error });
}

/** Writes an operation's answer. A file is opened first, so that an overwrite cannot tear it. */
async function writeResponse(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status = 200, headers = {}, xml, text, file }: S3Response,
  answered: (status: number) => void,
): Promise<void> {
  const handle = file === undefined ? undefined : await open(file.path);
  const body = text ?? (xml ? buildXml(xml) : "");
  // Else Node sends an answer without a body in chunks.
  const hasLength = handle === undefined && method !== "HEAD" && status !== 204 && status !== 304;
  answered(status);
  try {
    response.writeHead(status, {
      ...(hasLength && { "Content-Length": Buffer.byteLength(body) }),
      ...(body !== "" && { "Content-Type": "application/xml" }),
      ...headers,
    });
    if (handle) await pipeline(handle.createReadStream({ highWaterMark: 1 << 20, ...file!.range }), response);
    else response.end(body);
  } finally {
    await handle?.close();
  }
}

/** An error as S3 words it. */
function errorXml({ code, message }: S3Error, resource: string, requestId: string): Record<string, unknown> {
  return { Error: { Code: code, Message: message, Resource: resource, RequestId: requestId, HostId: requestId } };
}
