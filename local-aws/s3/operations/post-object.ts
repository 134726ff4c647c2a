import type { Readable } from "node:stream";
import { checkKey, checkSignature, checkTime, parseCredential, SignatureError } from "../../http/signature";
import { ALGORITHM, signingKey } from "../../http/sigv4";
import { NO_CLAIMS } from "../content";
import { S3Error } from "../errors";
import { readForm, type Form } from "../form";
import { headerValue, MAX_OBJECT_TAGS, storedHeaders } from "../headers";
import { checkPostPolicy } from "../post-policy";
import type { S3Request } from "../request";
import type { S3Response } from "../response";
import { routeOf } from "../routes";
import type { Operations } from "./operation";
import { parseTags } from "./tagging";

/** What a browser sends from a form: S3 API Reference, "POST Object". */
export const postOperations: Operations = {
  async PostObject(request) {
    const form = await readForm(request);
    try {
      return await put(request, form);
    } finally {
      form.end();
    }
  },
};

// ---

async function put(request: S3Request, { fields, fileName, file }: Form): Promise<S3Response> {
  const { store, bucket } = request;
  const limits = authorise(request, { ...fields, bucket });
  if (!fields.key) throw new S3Error("InvalidArgument", "Bucket POST must contain a field named 'key'.");
  const key = fields.key.replaceAll("${filename}", fileName);
  const object = await store.put(bucket, key, {
    body: within(file, limits),
    headers: storedHeaders(headersOf(fields)),
    claims: { ...NO_CLAIMS, md5: fields["content-md5"] },
  });
  const { success_action_status: status, success_action_redirect: redirect } = fields;
  const headers = { ETag: `"${object.etag}"`, Location: `/${bucket}/${encodeURIComponent(key)}` };
  if (redirect) {
    const told = new URLSearchParams({ bucket, key, etag: `"${object.etag}"` });
    return {
      status: 303,
      headers: { ...headers, Location: `${redirect}${redirect.includes("?") ? "&" : "?"}${told}` },
    };
  }
  const xml = { PostResponse: { Location: headers.Location, Bucket: bucket, Key: key, ETag: headers.ETag } };
  return status === "201" ? { status: 201, headers, xml } : { status: status === "200" ? 200 : 204, headers };
}

interface Limits {
  least: number;
  most: number;
}

/**
 * Checks a form's own signature, which is of its policy, and what the policy demands.
 * @throws SignatureError, S3Error
 */
function authorise({ access: { credentials, now } }: S3Request, fields: Record<string, string | undefined>): Limits {
  const { policy, "x-amz-algorithm": algorithm, "x-amz-date": time = "" } = fields;
  const credential = parseCredential(fields["x-amz-credential"] ?? "");
  if (!policy) throw new SignatureError("MissingAuthentication", "Expected a form with a signed policy.");
  if (algorithm !== ALGORITHM || !credential || credential.scope.service !== "s3")
    throw new SignatureError("Incomplete", `Expected x-amz-algorithm ${ALGORITHM} and x-amz-credential in the form.`);
  checkKey(credential.accessKeyId, credentials);
  // The policy says itself how long it holds.
  checkTime(time, credential.scope.day, now, Infinity);
  checkSignature(signingKey(credentials.secretAccessKey, credential.scope), policy, fields["x-amz-signature"] ?? "");
  return checkPostPolicy(policy, fields, now);
}

/**
 * The fields that other uploads have as headers; what PutObject refuses is refused here, too.
 * @throws S3Error
 */
function headersOf({ acl, tagging, ...fields }: Record<string, string>): Record<string, string> {
  const tags = tagging === undefined ? undefined : new URLSearchParams(parseTags(tagging, MAX_OBJECT_TAGS)).toString();
  const named = Object.entries({ ...fields, "x-amz-acl": acl, "x-amz-tagging": tags }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ofForm.test(entry[0]),
  );
  const headers = Object.fromEntries(named.map(([name, value]) => [name, headerValue(name, value)]));
  routeOf("PUT", "object", {}, headers);
  return headers;
}

/** What a form says of itself. */
const ofForm =
  /^(key|policy|file|submit|success_action_.*|redirect|x-amz-(algorithm|credential|date|signature|security-token))$/;

async function* within(file: Readable, { least, most }: Limits): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most)
      throw new S3Error("EntityTooLarge", `Your proposed upload exceeds the maximum allowed size of ${most}.`);
    yield chunk;
  }
  if (size < least)
    throw new S3Error("EntityTooSmall", `Your proposed upload is smaller than the minimum allowed size of ${least}.`);
}
