import { ApiError } from "../../json/errors";
import { invalidInput } from "../invalid-input";
import { structure, type Shape } from "../../json/shapes";
import { entityId, resourceType } from "../shapes";
import type { Entity, Kind } from "../state";
import { operation } from "./operation";

interface Resource {
  ResourceId: string;
  ResourceType: Kind;
}

const MAX_TAGS = 50;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const resource = { "ResourceId*": entityId, "ResourceType*": resourceType };
const string: Shape = { type: "string" };

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_AddTags.html */
export const addTags = operation<Resource & { Tags: { Key?: string; Value?: string | null }[] }>(
  structure({ ...resource, "Tags*": { type: "list", max: 100, of: structure({ Key: string, Value: string }) } }),
  async ({ ResourceId, ResourceType, Tags }, { state }) => {
    for (const { Key = "", Value } of Tags) {
      const text = Value ?? "";
      const isGood =
        Key.length >= 1 && Key.length <= 128 && text.length <= 256 && tagText.test(Key) && tagText.test(text);
      if (!isGood || Key.startsWith("aws:")) {
        throw new ApiError(
          "InvalidTagException",
          `Expected a tag key of 1 to 128 and a value of up to 256 letters, digits, blanks and _.:/=+-@, the key not beginning with 'aws:', got '${Key}'`,
        );
      }
    }
    await state.update(ResourceType, ResourceId, (entity) => {
      const tags = { ...live(entity).tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value ?? null])) };
      if (Object.keys(tags).length > MAX_TAGS)
        throw new ApiError(
          "TagLimitExceededException",
          `Expected at most ${MAX_TAGS} tags on ${ResourceId}, got ${Object.keys(tags).length}`,
        );
      return { ...entity, tags };
    });
    return { ResourceId, ResourceType };
  },
);

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_DescribeTags.html */
export const describeTags = operation<Resource>(structure(resource), ({ ResourceId, ResourceType }, { state }) => {
  const { tags } = state.get(ResourceType, ResourceId);
  return {
    ResourceId,
    ResourceType,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, ...(Value !== null && { Value }) })),
  };
});

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_DeleteTags.html */
export const deleteTags = operation<Resource & { TagKeys: string[] }>(
  structure({ ...resource, "TagKeys*": { type: "list", max: 100, of: string } }),
  async ({ ResourceId, ResourceType, TagKeys }, { state }) => {
    await state.update(ResourceType, ResourceId, (entity) => ({
      ...entity,
      tags: Object.fromEntries(Object.entries(live(entity).tags).filter(([key]) => !TagKeys.includes(key))),
    }));
    return { ResourceId, ResourceType };
  },
);

function live(entity: Entity): Entity {
  if (entity.status === "DELETED")
    throw invalidInput(`The ${entity.kind} ${entity.id} is DELETED: its tags cannot be changed`);
  return entity;
}
