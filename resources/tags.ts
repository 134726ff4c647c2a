import {
  AddTagsCommand,
  DescribeTagsCommand,
  type MachineLearningClient,
  type TaggableResourceType,
} from "@aws-sdk/client-machine-learning";

type Tags = Record<string, string>;

/** The tags of an entity that exists. */
export async function readTags(client: MachineLearningClient, id: string, type: TaggableResourceType): Promise<Tags> {
  const { Tags = [] } = await client.send(new DescribeTagsCommand({ ResourceId: id, ResourceType: type }));
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
