import { structure } from "../../json/shapes";
import type { Collection, Named, Tag } from "../collection";
import { resourceArn, tagKeys, tags, whole } from "../shapes";
import type { State } from "../state";
import { validation } from "../validation";
import { operation } from "./operation";

const MAX_TAGS = 50;

interface Resource {
  ResourceArn: string;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html */
export const addTags = operation<Resource & { Tags: Tag[] }>(
  structure({ "ResourceArn*": resourceArn, "Tags*": tags }),
  async ({ ResourceArn, Tags }, { state }) => ({
    Tags: await change(state, ResourceArn, (before) => {
      const given = Tags.map(({ Key }) => Key);
      return [...before.filter(({ Key }) => !given.includes(Key)), ...Tags];
    }),
  }),
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteTags.html */
export const deleteTags = operation<Resource & { TagKeys: string[] }>(
  structure({ "ResourceArn*": resourceArn, "TagKeys*": tagKeys }),
  async ({ ResourceArn, TagKeys }, { state }) => {
    await change(state, ResourceArn, (before) => before.filter(({ Key }) => !TagKeys.includes(Key)));
    return {};
  },
);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html */
export const listTags = operation<Resource & { NextToken?: string; MaxResults?: number }>(
  structure({ "ResourceArn*": resourceArn, NextToken: { type: "string", max: 8192 }, MaxResults: whole(50, 100) }),
  ({ ResourceArn }, { state }) => {
    const { collection, name } = find(state, ResourceArn);
    return { Tags: collection.get(name).tags };
  },
);

// ---

async function change(state: State, arn: string, change: (tags: Tag[]) => Tag[]): Promise<Tag[]> {
  const { collection, name } = find(state, arn);
  const changed = await collection.update(name, (entry) => {
    const Tags = change(entry.tags);
    if (Tags.length > MAX_TAGS) throw validation(`Expected at most ${MAX_TAGS} tags on ${arn}, got ${Tags.length}`);
    return { ...entry, tags: Tags };
  });
  return changed!.tags;
}

function find(state: State, arn: string): { collection: Collection<Named>; name: string } {
  for (const collection of Object.values(state) as Collection<Named>[]) {
    const entry = collection.list().find(({ name }) => collection.arn(name) === arn);
    if (entry) return { collection, name: entry.name };
  }
  throw validation(
    `Expected the ARN of a training job, model, endpoint configuration or endpoint that is there, got ${arn}`,
  );
}
