import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Call } from "../http/access-log";
import type { Credentials } from "../http/credentials";
import { ApiError, type ApiErrorName } from "./errors";
import type { JsonService } from "./service";
import { checkShape, knownMembers } from "./shapes";
import { readBody } from "./read-body";
import { SignatureError, verifySignature } from "../http/signature";
import { TroubleError, type CallTrouble } from "../trouble";

const CONTENT_TYPE = "application/x-amz-json-1.1";
const MAX_BODY_BYTES = 2 << 20;

/** Whether a request is of AWS's JSON protocol, of whatever service: then S3's XML would be no answer to it. */
export const isJsonProtocol = ({ method, headers }: IncomingMessage): boolean =>
  method === "POST" &&
  (headers["x-amz-target"] !== undefined || /^application\/x-amz-json-1\.[01]\b/.test(headers["content-type"] ?? ""));

/**
 * Answers AWS JSON 1.1: `POST /` with the operation in X-Amz-Target. The order of the checks is the protocol's.
 * @param services a target that is none of theirs is taken for one of the first
 */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  services: readonly JsonService[],
  { credentials, now, call }: { credentials: Credentials; now: Date; call: Call },
): Promise<void> {
  try {
    const target = String(request.headers["x-amz-target"] ?? "");
    const service = services.find((one) => target.startsWith(one.target)) ?? services[0];
    call.operation = target.startsWith(service.target) ? target.slice(service.target.length) : "";
    const body = await readBody(request, MAX_BODY_BYTES);
    // FIRST who asks,
    verifySignature(request, { credentials, service: service.signingName, now, body });
    // THEN what for,
    const { operations } = service;
    const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (!operation)
      throw new ApiError(
        "UnknownOperationException",
        `Expected an operation of ${services.map(({ name }) => name).join(" or ")} in X-Amz-Target, such as ${services[0].target}GetMLModel, got '${target.slice(0, 200)}'`,
      );
    await call.begun();
    // THEN whether the request is well formed.
    const input = parseJson(body);
    call.id = String(service.idMembers.map((member) => input[member]).find((id) => typeof id === "string") ?? "");
    checkShape(input, operation.input, service.broken);
    write(response, call, 200, await operation.run(knownMembers(input, operation.input) as never));
  } catch (error) {
    if (error instanceof TroubleError && error.kind === "dropped") return void response.destroy();
    const { type, status, message } = asApiError(error as Error);
    // Without the header, JavaScript's client takes another member of the body for the name.
    response.setHeader("x-amzn-errortype", type);
    write(response, call, status, { __type: type, message });
  }
}

// ---

function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  if (depthOf(body) > MAX_DEPTH)
    throw new ApiError("SerializationException", `Expected JSON that is nested at most ${MAX_DEPTH} deep`);
  try {
    const input = JSON.parse(body.toString("utf8")) as unknown;
    if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Falls through: not JSON is refused like the wrong JSON.
  }
  throw new ApiError("SerializationException", "Expected a JSON object as the request body");
}

/** No operation's request is nested deeper than 6. To read brackets by the million takes seconds. */
const MAX_DEPTH = 32;

/** How deep JSON is nested, brackets inside of texts left out. */
function depthOf(json: Buffer): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return deepest;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

const signatureErrors: Record<SignatureError["code"], ApiErrorName> = {
  MissingAuthentication: "MissingAuthenticationTokenException",
  Incomplete: "IncompleteSignature",
  UnknownKey: "UnrecognizedClientException",
  Mismatch: "InvalidSignatureException",
  Skewed: "InvalidSignatureException",
  Expired: "InvalidSignatureException",
  Unsigned: "InvalidSignatureException",
  NoPayloadHash: "InvalidSignatureException",
  WrongPayloadHash: "InvalidSignatureException",
};

const troubles: Record<CallTrouble, ApiErrorName> = {
  throttled: "ThrottlingException",
  unavailable: "InternalServerException",
  denied: "AccessDeniedException",
  dropped: "InternalServerException",
};

function asApiError(error: Error): ApiError {
  if (error instanceof TroubleError) return new ApiError(troubles[error.kind], error.message);
  if (error instanceof ApiError) return error;
  if (error instanceof SignatureError) return new ApiError(signatureErrors[error.code], error.message);
  console.error(error);
  return new ApiError("InternalServerException", `Internal error: ${error.message}`);
}

function write(response: ServerResponse, call: Call, status: number, body: object): void {
  const text = JSON.stringify(body);
  call.answered(status);
  response.writeHead(status, {
    "Content-Type": CONTENT_TYPE,
    "Content-Length": Buffer.byteLength(text),
    "x-amzn-RequestId": randomUUID(),
  });
  response.end(text);
}
