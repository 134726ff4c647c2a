import type { Settings } from "../settings";
import { callerAccount } from "./account";
import type { Scope } from "./aws/policies";
import { checkBucket } from "./bucket-access";

/**
 * Where the stack is. On AWS the credentials are tried, and a bucket that is named is looked at: so
 * what is wrong with them stops a preview, and not a run half-way.
 *
 * @param stackKey the 8 digits that ids and keys of the stack carry
 * @throws Error that says what is wrong and what to do
 */
export async function findPlace(settings: Settings, stackKey: string): Promise<Scope> {
  const { cloud, region, allowedAccount, bucket } = settings;
  const account = cloud === "aws" ? await callerAccount(region, allowedAccount) : "";
  if (cloud === "aws" && bucket !== "") await checkBucket({ cloud, region }, bucket);
  return scopeOf(settings, stackKey, account);
}

/** The same without asking anybody. */
export function scopeOf(
  { cloud, region, bucket, parameter }: Pick<Settings, "cloud" | "region" | "bucket" | "parameter">,
  stackKey: string,
  account: string,
): Scope {
  // A bucket's name is one for all accounts of the world.
  const own = cloud === "local" ? `ml-learn-${stackKey}` : `ml-learn-${account}-${region}-${stackKey}`;
  return { account, region, bucket: bucket || own, stackKey, parameter, makesBucket: bucket === "" };
}
