import {
  CreateRealtimeEndpointCommand,
  DeleteRealtimeEndpointCommand,
  GetMLModelCommand,
  type MachineLearningClient,
  type RealtimeEndpointInfo,
} from "@aws-sdk/client-machine-learning";
import { unmarkKeys } from "../../plan/marked-keys";
import type { WrittenAmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { unlessGone } from "../cloud/clients";
import { machineLearning } from "./client";
import { dynamicResource } from "../dynamic/dynamic-resource";
import {
  checkInputs,
  InitError,
  isPositive,
  isText,
  jsonClean,
  noReplacement,
  type CommonInputs,
  type Lifecycle,
} from "../dynamic/lifecycle";
import { isAnswering } from "./is-answering";
import { neverReplaced } from "../dynamic/never-replaced";
import { waitUntil } from "../dynamic/wait";

interface Inputs extends CommonInputs {
  modelId: string;
  /** The generation digest; comes out again when the endpoint serves. */
  generation: string;
  /** The local service's URL, "" on AWS: at another one the endpoint has another URL too. */
  service: string;
  /** Made-up records: the endpoint has to answer for them. */
  examples: Record<string, string>[];
  timeoutMinutes: number;
}

/** Where a model answers. It is proven before it counts as made. */
export const RealtimeEndpoint = dynamicResource<Inputs, { url: string }>("RealtimeEndpoint", ["url"]);
export type RealtimeEndpoint = InstanceType<typeof RealtimeEndpoint>;

type Outputs = Inputs & WrittenAmazonMlRow<"RealtimeEndpoint">;

export const lifecycle = neverReplaced<Lifecycle<Inputs, Outputs>>({
  check: (olds, news) =>
    Promise.resolve(checkInputs(olds, news, { modelId: isText, generation: isText, timeoutMinutes: isPositive })),
  diff: noReplacement,
  create: async (inputs) => ({ id: inputs.modelId, outs: await mount(inputs) }),

  async update(_, olds, inputs) {
    const outs = await mount(inputs);
    // The model was made anew: the old one's endpoint goes once the new one answers.
    if (olds.modelId !== inputs.modelId) await unmount(olds);
    return { outs };
  },

  async read(id, props) {
    const client = await machineLearning(props);
    const endpoint = await unlessGone(endpointOf(client, props.modelId));
    if (!endpoint?.EndpointUrl || endpoint.EndpointStatus === "FAILED") return {};
    return { id, props: outputs(props, endpoint) };
  },

  delete: (_, props) => unmount(props),
});

// ---

async function mount(inputs: Inputs): Promise<Outputs> {
  const client = await machineLearning(inputs);
  const { modelId, examples, row, timeoutMinutes } = inputs;
  const before = await endpointOf(client, modelId);
  await client.send(new CreateRealtimeEndpointCommand({ MLModelId: modelId }));
  try {
    const timeoutMs = timeoutMinutes * 60_000;
    const endpoint = await waitUntil({
      look: () => endpointOf(client, modelId),
      isDone: ({ EndpointStatus }) => EndpointStatus !== "UPDATING",
      describe: ({ EndpointStatus }) => `the endpoint of ${modelId} is ${EndpointStatus}`,
      row,
      timeoutMs,
    });
    if (endpoint.EndpointStatus !== "READY")
      throw new Error(`expected the endpoint of ${modelId} to be READY, got ${endpoint.EndpointStatus}`);
    await waitUntil({
      look: () => isAnswering(client, modelId, endpoint.EndpointUrl!, examples.map(unmarkKeys)),
      isDone: (isProven) => isProven,
      describe: () => `the endpoint of ${modelId} is READY and does not answer yet`,
      row,
      timeoutMs,
    });
    return outputs(inputs, endpoint);
  } catch (error) {
    const reason = `The endpoint of ${modelId} does not serve: ${(error as Error).message}. Run \`pulumi up\` again.`;
    // One that served before stays. What was mounted here and does not serve costs money.
    if (before.EndpointStatus !== "NONE") throw new InitError(modelId, outputs(inputs, before), reason);
    await unmount(inputs);
    throw new Error(reason, { cause: error });
  }
}

function outputs(inputs: Inputs, { EndpointUrl, CreatedAt }: RealtimeEndpointInfo): Outputs {
  return jsonClean({ ...inputs, url: EndpointUrl!, mounted: CreatedAt?.toISOString() });
}

async function unmount({ modelId, ...place }: Inputs): Promise<void> {
  const client = await machineLearning(place);
  await unlessGone(client.send(new DeleteRealtimeEndpointCommand({ MLModelId: modelId })));
}

async function endpointOf(client: MachineLearningClient, modelId: string): Promise<RealtimeEndpointInfo> {
  const { EndpointInfo } = await client.send(new GetMLModelCommand({ MLModelId: modelId }));
  return EndpointInfo ?? { EndpointStatus: "NONE" };
}
