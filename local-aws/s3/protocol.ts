import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { XMLBuilder } from "fast-xml-parser";
import type { Call } from "../http/access-log";
import type { Credentials } from "../http/credentials";
import { SignatureError, verifySignature, type SignatureProblem } from "../http/signature";
import { S3Error, type S3ErrorCode } from "./errors";
import { operations } from "./operations";
import type { S3Response } from "./response";
import { operationOf, readRequest } from "./request";
import type { S3Store } from "./store";

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
    // FIRST who asks,
    await verifySignature(request, { credentials, service: "s3", now });
    // THEN what for.
    const s3Request = readRequest(request, store);
    call.operation = operationOf(s3Request);
    call.id = [s3Request.bucket, s3Request.key].filter((part) => part !== "").join("/");
    await writeResponse(response, await operations[call.operation](s3Request), call.answered);
  } catch (error) {
    // Half an answer cannot be taken back: the client has to see that it broke off.
    if (response.headersSent) return void response.destroy();
    const s3Error = asS3Error(error as Error);
    const xml = request.method === "HEAD" ? undefined : errorXml(s3Error, request.url!, requestId);
    await writeResponse(response, { status: s3Error.status, xml }, call.answered);
  }
}

// ---

const signatureErrors: Record<SignatureProblem, S3ErrorCode> = {
  MissingAuthentication: "AccessDenied",
  Incomplete: "AuthorizationHeaderMalformed",
  UnknownKey: "InvalidAccessKeyId",
  Mismatch: "SignatureDoesNotMatch",
  Skewed: "RequestTimeTooSkewed",
  Unsigned: "AccessDenied",
  NoPayloadHash: "InvalidRequest",
  WrongPayloadHash: "InvalidArgument",
};

function asS3Error(error: Error): S3Error {
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
  response: ServerResponse,
  { status = 200, headers = {}, xml, file }: S3Response,
  answered: (status: number) => void,
): Promise<void> {
  const handle = file === undefined ? undefined : await open(file);
  const body = xml && XML_DECLARATION + xmlBuilder.build(withNamespace(xml));
  answered(status);
  response.writeHead(status, {
    ...headers,
    ...(body !== undefined && { "Content-Type": "application/xml", "Content-Length": Buffer.byteLength(body) }),
  });
  if (handle) await pipeline(handle.createReadStream({ highWaterMark: 1 << 20 }), response);
  else response.end(body);
}

/** An error as S3 words it. */
function errorXml({ code, message }: S3Error, resource: string, requestId: string): Record<string, unknown> {
  return { Error: { Code: code, Message: message, Resource: resource, RequestId: requestId } };
}

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const xmlBuilder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });

function withNamespace(xml: Record<string, unknown>): Record<string, unknown> {
  const [[root, content]] = Object.entries(xml);
  return {
    [root]:
      root === "Error" ? content : { "@xmlns": "http://s3.amazonaws.com/doc/2006-03-01/", ...(content as object) },
  };
}
