import type { Settings } from "../../settings/read-settings";
import { callerAccount } from "./account";
import type { StackPlace } from "../../plan/place";
import { checkBucket } from "./bucket-access";
import type { Place } from "./clients";

/**
 * Where the stack is. On AWS the credentials are tried: so what is wrong with them stops a preview,
 * and not a run half-way.
 * @param stackKey the 8 digits that ids and keys of the stack carry
 * @throws Error that says what is wrong and what to do
 */
export async function findPlace(settings: Settings, stackKey: string): Promise<StackPlace> {
  const { cloud, region, allowedAccount } = settings;
  return stackPlaceIn(settings, cloud === "aws" ? await callerAccount(region, allowedAccount) : "", stackKey);
}

/** Where a stack is, in an account; "" on the local cloud. */
export function stackPlaceIn(
  { cloud, region, bucket, parameter, engine }: Settings,
  account: string,
  stackKey: string,
): StackPlace {
  // A bucket's name is one for all accounts of the world.
  const own = cloud === "local" ? `ml-learn-${stackKey}` : `ml-learn-${account}-${region}-${stackKey}`;
  return { engine, account, region, bucket: bucket || own, stackKey, parameter, makesBucket: bucket === "" };
}

/**
 * Looks at a bucket that was named. After the plan is told, since `npm run policy` reads of it what
 * the bucket and the identity need.
 * @throws Error that says what is wrong and what to do
 */
export async function checkPlace(place: Place, { bucket, makesBucket }: StackPlace): Promise<void> {
  if (place.cloud === "aws" && !makesBucket) await checkBucket(place, bucket);
}
