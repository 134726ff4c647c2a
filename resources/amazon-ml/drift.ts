import { GetMLModelCommand } from "@aws-sdk/client-machine-learning";
import type { Drift } from "../../plan/run-plan";
import { SERVING_SINCE } from "../../local-aws/machine-learning/serving";
import { isAnswering } from "./is-answering";
import { unlessGone, type Place } from "../cloud/clients";
import { machineLearning } from "./client";
import { readTags } from "./tags";

/** The generation that serves, as the state has it. */
export interface ServingModel {
  modelId: string;
  examples: Record<string, string>[];
  endpoint?: object;
}

/** Looks at what serves, and asks it for one example, in three calls; undefined when all is as it should be. */
export async function driftOf(place: Place, { modelId, examples, endpoint }: ServingModel): Promise<Drift | undefined> {
  const dead = (found: string): Drift => ({ found, answers: false });
  if (!endpoint) return dead(`the model ${modelId} has no endpoint`);
  const client = await machineLearning(place);
  const model = await unlessGone(client.send(new GetMLModelCommand({ MLModelId: modelId })));
  if (!model || model.Status === "DELETED") return dead(`the model ${modelId} is gone`);
  const status = model.EndpointInfo?.EndpointStatus ?? "NONE";
  if (status !== "READY") return dead(`the endpoint of ${modelId} is ${status === "NONE" ? "gone" : status}`);
  try {
    // By the URL that it has now: the local service may have moved, which this run then tells.
    if (!(await isAnswering(client, modelId, model.EndpointInfo!.EndpointUrl!, examples.slice(0, 1))))
      return dead(`the endpoint of ${modelId} does not answer yet`);
  } catch (error) {
    const { message } = error as Error;
    // Of a throttled or broken connection nothing follows for the endpoint.
    if (!isAnswerOfService(error as Error))
      return { found: `the endpoint of ${modelId} could not be asked: ${message}`, answers: true };
    return dead(`the endpoint of ${modelId} does not answer: ${message}`);
  }
  const tags = await readTags(client, modelId, "MLModel");
  return !tags || SERVING_SINCE in tags
    ? undefined
    : { found: `the model ${modelId} has lost its tag ${SERVING_SINCE}`, answers: true };
}

// ---

/** Whether it is an endpoint's own word, or a wrong answer, and no trouble on the way. */
const isAnswerOfService = ({ name }: Error): boolean =>
  name === "Error" || name === "ResourceNotFoundException" || name === "InvalidInputException";
