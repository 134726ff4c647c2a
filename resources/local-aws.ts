import { CreateBucketCommand, DeleteBucketCommand, HeadBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import * as pulumi from "@pulumi/pulumi";
import type { StateRow } from "../plan/state";
import { isLocalAwsUp, startLocalAws, stopLocalAws } from "../local-aws/process/start";
import { s3, unlessGone } from "./clients";
import { LOCAL_DATA } from "../local-aws/process/data-folder";
import { DynamicResource } from "./dynamic-resource";
import { checkInputs, isText, type CommonInputs, type Lifecycle, type ArgsOf } from "./lifecycle";
import { neverReplaced } from "./never-replaced";
import { provider } from "./provider";

interface Inputs extends CommonInputs, StateRow<"LocalAws"> {}

const shim = provider("local-aws");

/** The local service, running, with the stack's bucket in it. */
export class LocalAws extends DynamicResource {
  declare readonly bucket: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "LocalAws", name, args, ["url"], opts);
  }
}

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
