import { S3Error } from "../errors";
import { readSmall, type S3Request } from "../request";
import type { Operations } from "./operation";

/** "Bucket policies are limited to 20 KB in size." */
const MAX_BYTES = 20 << 10;

/** A bucket's policy is kept as it was sent, and not enforced: whoever has the folder's keys may do everything. */
export const policyOperations: Operations = {
  async PutBucketPolicy(request) {
    const { store, bucket } = request;
    store.bucket(bucket);
    const policy = await readSmall(request, MAX_BYTES);
    if (!isPolicy(policy))
      throw new S3Error(
        "MalformedPolicy",
        "Policies must be valid JSON and the first byte must be '{': expected an object with a Statement.",
      );
    await store.updateBucket(bucket, (info) => ({ ...info, policy }));
    return { status: 204 };
  },

  GetBucketPolicy: (request) => ({ headers: { "Content-Type": "application/json" }, text: policyOf(request) }),

  GetBucketPolicyStatus(request) {
    policyOf(request);
    return { xml: { PolicyStatus: { IsPublic: false } } };
  },

  async DeleteBucketPolicy({ store, bucket }) {
    await store.updateBucket(bucket, (info) => ({ ...info, policy: undefined }));
    return { status: 204 };
  },
};

// ---

function policyOf({ store, bucket }: S3Request): string {
  const { policy } = store.bucketInfo(bucket);
  if (policy === undefined) throw new S3Error("NoSuchBucketPolicy", "The bucket policy does not exist");
  return policy;
}

function isPolicy(text: string): boolean {
  try {
    const json = JSON.parse(text) as { Statement?: unknown } | null;
    return text.startsWith("{") && typeof json?.Statement === "object";
  } catch {
    return false;
  }
}
