import { HeadBucketCommand, type S3ServiceException } from "@aws-sdk/client-s3";
import { s3, type Place } from "./clients";

/**
 * Looks whether a bucket that was named in the settings is there, in the region, and ours to use.
 * Asked for in each preview, so that it fails there and not half-way through a run.
 * @throws Error that says what is wrong and what to do
 */
export async function checkBucket(place: Place, bucket: string): Promise<void> {
  const client = await s3(place);
  try {
    const { BucketRegion: region = place.region } = await client.send(new HeadBucketCommand({ Bucket: bucket }));
    if (region !== place.region) throw wrongRegion(bucket, place.region, region);
  } catch (error) {
    throw explained(error as Error, bucket, place.region);
  } finally {
    client.destroy();
  }
}

/** An error of S3's in words: which bucket, what was expected, what to do. Others stay as they are. */
export function explained(error: Error, bucket: string, region: string): Error {
  const { name, message, $response } = error as S3ServiceException;
  const status = (error as S3ServiceException).$metadata?.httpStatusCode;
  const found = $response?.headers?.["x-amz-bucket-region"];
  if (status === 301 || name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed")
    return wrongRegion(bucket, region, found ?? "another region", error);
  if (name === "NoSuchBucket" || (name === "NotFound" && status === 404))
    return new Error(
      `Expected the bucket '${bucket}' in ${region} (ml-learn:bucket), got none of that name. Make it, mend the name, or leave it out: the program then makes one.`,
      { cause: error },
    );
  if (status === 403)
    return new Error(
      `Expected to be allowed to use the bucket '${bucket}', got ${name}: ${message}. It may be another account's, or the policy lacks something: \`npm run policy\` prints what is needed.`,
      { cause: error },
    );
  return error;
}

// ---

const wrongRegion = (bucket: string, expected: string, got: string, cause?: Error): Error =>
  new Error(
    `Expected the bucket '${bucket}' in ${expected} (ml-learn:region), where Amazon ML reads it, got it in ${got}. Name a bucket there, or leave ml-learn:bucket out: the program then makes one.`,
    { cause },
  );
