import { AddTagsCommand } from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import { SERVING_SINCE } from "../local-aws/serving";
import { machineLearning } from "./clients";
import { checkInputs, isText, noReplacement, type ArgsOf, type CommonInputs, type Lifecycle } from "./lifecycle";
import { provider } from "./provider";
import { rowOf } from "./row";

interface Inputs extends CommonInputs {
  modelId: string;
  url: string;
  generation: string;
}

const shim = provider("serving");

/**
 * The switch: which model clients are to ask. It comes last, so that nobody is sent to an endpoint
 * that has not answered. The model is tagged with the time; by that the local service knows, too.
 */
export class Serving extends pulumi.dynamic.Resource {
  declare readonly modelId: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;
  declare readonly generation: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, name, { ...args, row: rowOf("Serving", name, opts) }, opts, "ml-learn", "Serving");
  }
}

export const lifecycle: Lifecycle<Inputs, Inputs> = {
  check: (olds, news) => Promise.resolve(checkInputs(olds, news, { modelId: isText, url: isText, generation: isText })),
  diff: noReplacement,
  create: async (inputs) => ({ id: "serving", outs: await turn(inputs) }),
  update: async (_, __, inputs) => ({ outs: await turn(inputs) }),
  read: async (id, props) => ({ id, props }),
  delete: async () => undefined,
};

// ---

async function turn(inputs: Inputs): Promise<Inputs> {
  const client = await machineLearning(inputs);
  const Tags = [{ Key: SERVING_SINCE, Value: new Date().toISOString() }];
  await client.send(new AddTagsCommand({ ResourceId: inputs.modelId, ResourceType: "MLModel", Tags }));
  return inputs;
}
