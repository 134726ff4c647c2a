import { S3Error } from "../errors";
import { MAX_OBJECT_TAGS, tagsOf, type Tag } from "../headers";
import { readSmall } from "../request";
import { listOf, parseXml, textOf } from "../xml";
import type { Operations } from "./operation";

const MAX_BUCKET_TAGS = 50;

export const taggingOperations: Operations = {
  GetObjectTagging: ({ store, bucket, key }) => ({ xml: taggingOf(tagsOf(store.head(bucket, key).headers)) }),

  async PutObjectTagging(request) {
    const { store, bucket, key } = request;
    const tags = parseTags(await readSmall(request), MAX_OBJECT_TAGS);
    await store.updateHeaders(bucket, key, { "x-amz-tagging": new URLSearchParams(tags).toString() });
    return {};
  },

  async DeleteObjectTagging({ store, bucket, key }) {
    await store.updateHeaders(bucket, key, { "x-amz-tagging": undefined });
    return { status: 204 };
  },

  GetBucketTagging({ store, bucket }) {
    const { tags } = store.bucketInfo(bucket);
    if (!tags) throw new S3Error("NoSuchTagSet", `The bucket '${bucket}' has no tags.`);
    return { xml: taggingOf(tags) };
  },

  async PutBucketTagging(request) {
    const { store, bucket } = request;
    const tags = parseTags(await readSmall(request), MAX_BUCKET_TAGS);
    await store.updateBucket(bucket, (info) => ({ ...info, tags }));
    return { status: 204 };
  },

  async DeleteBucketTagging({ store, bucket }) {
    await store.updateBucket(bucket, (info) => ({ ...info, tags: undefined }));
    return { status: 204 };
  },
};

/**
 * Tags from their XML.
 * @throws S3Error MalformedXML, InvalidTag
 */
export function parseTags(xml: string, most: number): Tag[] {
  const { TagSet } = parseXml(xml, "Tagging", ["Tag"]);
  const list = typeof TagSet === "object" && !Array.isArray(TagSet) ? listOf(TagSet.Tag) : [];
  const tags = list.map(({ Key, Value }): Tag => [textOf(Key), textOf(Value)]);
  const isGood = tags.every(([key, value]) => key.length >= 1 && key.length <= 128 && value.length <= 256);
  if (!isGood || tags.length > most || new Set(tags.map(([key]) => key)).size < tags.length)
    throw new S3Error(
      "InvalidTag",
      `Expected at most ${most} tags of 1 to 128 and up to 256 characters, each key once.`,
    );
  return tags;
}

// ---

const taggingOf = (tags: Tag[]): Record<string, unknown> => ({
  Tagging: { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } },
});
