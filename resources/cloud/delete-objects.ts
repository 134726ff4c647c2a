import { DeleteObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { s3, unlessGone, type Place } from "./clients";

/** Deletes all objects whose keys begin with a prefix: what was written under it is not known one by one. */
export async function deleteObjects(place: Place, bucket: string, prefix: string): Promise<void> {
  const client = await s3(place);
  const clear = async () => {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  };
  await unlessGone(clear());
}
