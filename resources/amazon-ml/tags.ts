import {
  AddTagsCommand,
  DescribeTagsCommand,
  type MachineLearningClient,
  type TaggableResourceType,
} from "@aws-sdk/client-machine-learning";

type Tags = Record<string, string>;

/** Tags of an entity; undefined where an older policy does not allow reading them, which is worth no failed run. */
export async function readTags(
  client: MachineLearningClient,
  id: string,
  type: TaggableResourceType,
): Promise<Tags | undefined> {
  const answer = await client
    .send(new DescribeTagsCommand({ ResourceId: id, ResourceType: type }))
    .catch((error: Error) => {
      if (error.name !== "AccessDeniedException") throw error;
      return undefined;
    });
  if (!answer) return undefined;
  const { Tags = [] } = answer;
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** Adds tags; those of other names stay. */
export async function addTags(
  client: MachineLearningClient,
  id: string,
  type: TaggableResourceType,
  tags: Tags,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await client.send(new AddTagsCommand({ ResourceId: id, ResourceType: type, Tags }));
}
