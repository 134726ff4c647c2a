import { CreateBucketCommand, DeleteBucketCommand, HeadBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import type { StateRow } from "../plan/state";
import { isLocalAwsUp, startLocalAws, stopLocalAws } from "../local-aws/process/start";
import { s3, unlessGone } from "./cloud/clients";
import { LOCAL_DATA } from "../local-aws/process/data-folder";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { checkInputs, isText, type CommonInputs, type Lifecycle } from "./dynamic/lifecycle";
import { neverReplaced } from "./dynamic/never-replaced";

interface Inputs extends CommonInputs, StateRow<"LocalAws"> {}

/** The local service, running, with the stack's bucket in it. */
export const LocalAws = dynamicResource<Inputs, { url: string }>("LocalAws", ["url"]);
export type LocalAws = InstanceType<typeof LocalAws>;

interface Outputs extends Inputs {
  url: string;
}

export const lifecycle = neverReplaced<Lifecycle<Inputs, Outputs>>({
  check: (olds, news) => Promise.resolve(checkInputs(olds, news, { bucket: isText }, ["bucket"])),

  /** Nothing in the inputs tells that the service is down, or has another port, so here `changes` has to. */
  diff: async (_, { url }) => ({
    changes: !(await isLocalAwsUp(LOCAL_DATA)) || (await startLocalAws(LOCAL_DATA)) !== url,
  }),

  create: async (inputs) => ({ id: inputs.bucket, outs: await run(inputs) }),
  update: async (_, __, inputs) => ({ outs: await run(inputs) }),

  async read(id, props) {
    const client = await s3(props);
    const found = await unlessGone(client.send(new HeadBucketCommand({ Bucket: props.bucket })));
    return found ? { id, props } : {};
  },

  /** The service ends with the last bucket: as long as there is one, another stack uses it. */
  async delete(_, props) {
    const client = await s3(props);
    await unlessGone(client.send(new DeleteBucketCommand({ Bucket: props.bucket }))).catch((error: Error) => {
      if (error.name !== "BucketNotEmpty") throw error;
    });
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    if (Buckets.length === 0) await stopLocalAws(LOCAL_DATA);
  },
});

// ---

async function run(inputs: Inputs): Promise<Outputs> {
  const url = await startLocalAws(LOCAL_DATA);
  const client = await s3(inputs);
  await client.send(new CreateBucketCommand({ Bucket: inputs.bucket })).catch((error: Error) => {
    if (error.name !== "BucketAlreadyOwnedByYou") throw error;
  });
  return { ...inputs, url };
}
