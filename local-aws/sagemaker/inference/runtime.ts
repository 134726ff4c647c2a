import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Call } from "../../http/access-log";
import type { Credentials } from "../../http/credentials";
import { SignatureError, verifySignature } from "../../http/signature";
import { ApiError } from "../../json/errors";
import { readBody } from "../../json/read-body";
import { TroubleError } from "../../trouble";
import { ACCOUNT, REGION } from "../collection";
import type { Context } from "../operations/operation";
import { answerInvocation } from "./container";

/** Limit of InvokeEndpoint's body in the service model. */
const MAX_BODY_BYTES = 6_291_456;

const path = /^\/endpoints\/([^/?]+)\/invocations$/;

/** Whether a request is InvokeEndpoint, and no object of a bucket named `endpoints`: who signed it says for which service. */
export const isInvocation = ({ method, url, headers }: IncomingMessage): boolean =>
  method === "POST" && path.test(url!) && /\/sagemaker\/aws4_request\b/.test(headers.authorization ?? "");

/** Answers InvokeEndpoint (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html). */
export async function answerInvocationRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { state, endpoints }: Context,
  { credentials, now, call }: { credentials: Credentials; now: Date; call: Call },
): Promise<void> {
  // Names have no character that would have to be encoded: what has is none.
  const [, name] = path.exec(request.url!)!;
  [call.operation, call.id] = ["InvokeEndpoint", name];
  const write = (status: number, headers: Record<string, string>, body: string) => {
    call.answered(status);
    const length = status === 204 ? {} : { "Content-Length": Buffer.byteLength(body) };
    response.writeHead(status, { ...headers, ...length, "x-amzn-RequestId": randomUUID() }).end(body);
  };
  const refuse = (type: string, status: number, members: Record<string, unknown>) =>
    write(status, { "Content-Type": "application/json", "x-amzn-errortype": type }, JSON.stringify(members));
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    verifySignature(request, { credentials, service: "sagemaker", now, body });
    await call.begun();
    const header = (suffix: string) => request.headers[suffix]?.toString();
    const endpoint = state.endpoint.list().find((one) => one.name === name);
    if (!endpoint)
      return refuse("ValidationError", 400, { Message: `Endpoint ${name} of account ${ACCOUNT} not found.` });
    if (!endpoint.serving || endpoint.status === "Failed" || endpoint.status === "Deleting")
      return refuse("ValidationError", 400, {
        Message: `Endpoint ${name} of account ${ACCOUNT} is ${endpoint.status}: it serves nothing.`,
      });
    const chosen = endpoints.choose(endpoint, header("x-amzn-sagemaker-target-variant"));
    if (!chosen)
      return refuse("ValidationError", 400, {
        Message: `Variant ${header("x-amzn-sagemaker-target-variant")} not found for Endpoint ${name}`,
      });
    const { deployment, variant } = chosen;
    if (endpoints.isCold(deployment, variant))
      return refuse("ModelNotReadyException", 429, {
        Message: `The variant ${variant.name} is being provisioned: try again.`,
      });
    const models = await endpoints.modelsOf(deployment, variant);
    const [contentType, accept] = [header("content-type"), header("accept")];
    const answer = answerInvocation({ body, contentType, accept }, models, variant.environment);
    if (answer.status >= 400) return refuse("ModelError", 424, modelError(name, answer));
    write(
      answer.status,
      { "Content-Type": answer.contentType, "x-Amzn-Invoked-Production-Variant": variant.name },
      answer.body,
    );
  } catch (error) {
    if (error instanceof TroubleError)
      return error.kind === "dropped" ? void response.destroy() : refuse(...troubles[error.kind]);
    if (error instanceof SignatureError) return refuse("AccessDeniedException", 403, { Message: error.message });
    if (error instanceof ApiError) return refuse("ValidationError", error.status, { Message: error.message });
    console.error(error);
    refuse("InternalFailure", 500, { Message: `Internal error: ${(error as Error).message}` });
  }
}

// ---

const trouble = (type: string, status: number): [string, number, Record<string, unknown>] => [
  ...([type, status] as const),
  { Message: "Asked for by --trouble." },
];
const troubles = {
  throttled: trouble("ThrottlingException", 400),
  unavailable: trouble("ServiceUnavailable", 503),
  denied: trouble("AccessDeniedException", 403),
};

function modelError(name: string, { status, body }: { status: number; body: string }): Record<string, unknown> {
  const log = `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#logEventViewer:group=/aws/sagemaker/Endpoints/${name}`;
  return {
    Message: `Received ${status < 500 ? "client" : "server"} error (${status}) from primary with message "${body}". See ${log} in account ${ACCOUNT} for more information.`,
    OriginalStatusCode: status,
    OriginalMessage: body,
    LogStreamArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/sagemaker/Endpoints/${name}`,
  };
}
