import type { Settings } from "../../settings";
import { callerAccount } from "./account";
import type { Scope } from "../aws/policies";
import { checkBucket } from "./bucket-access";
import type { Target } from "./clients";

/**
 * Where the stack is. On AWS the credentials are tried: so what is wrong with them stops a preview,
 * and not a run half-way.
 *
 * @param stackKey the 8 digits that ids and keys of the stack carry
 * @throws Error that says what is wrong and what to do
 */
export async function findPlace(settings: Settings, stackKey: string): Promise<Scope> {
  const { cloud, region, allowedAccount } = settings;
  return scopeOf(settings, cloud === "aws" ? await callerAccount(region, allowedAccount) : "", stackKey);
}

/** Where a stack is, in an account; "" on the local cloud. */
export function scopeOf({ cloud, region, bucket, parameter }: Settings, account: string, stackKey: string): Scope {
  // A bucket's name is one for all accounts of the world.
  const own = cloud === "local" ? `ml-learn-${stackKey}` : `ml-learn-${account}-${region}-${stackKey}`;
  return { account, region, bucket: bucket || own, stackKey, parameter, makesBucket: bucket === "" };
}

/**
 * Looks at a bucket that was named. After the plan is told, since `npm run policy` reads of it what
 * the bucket and the identity need.
 *
 * @throws Error that says what is wrong and what to do
 */
export async function checkPlace(target: Target, { bucket, makesBucket }: Scope): Promise<void> {
  if (target.cloud === "aws" && !makesBucket) await checkBucket(target, bucket);
}
