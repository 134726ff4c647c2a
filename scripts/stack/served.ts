import type { MachineLearningClient } from "@aws-sdk/client-machine-learning";
import type { S3Client } from "@aws-sdk/client-s3";
import { DEFAULT_DEFINITION } from "../../features/load-definition";
import type { Served } from "../../predictor/predict";
import { NothingServes, type ServedModel } from "../../predictor/served";
import { machineLearning, s3 } from "../../resources/cloud/clients";
import { stackOption } from "./environment";
import { stackFacts, type StackFacts } from "./stack-facts";

/**
 * The model that AWS_ML_MODEL_ID and AWS_ML_PREDICTION_URL name, else the one that the stack serves.
 * What else is known of it the stack says, if it is the stack's.
 *
 * @throws NothingServes
 */
export async function findServed(): Promise<ServedModel> {
  const { AWS_ML_MODEL_ID: modelId, AWS_ML_PREDICTION_URL: url } = process.env;
  if (!modelId || !url) return servedBy(await stackFacts());
  // Whoever has the two variables may have no stack, and no Pulumi.
  const facts = await stackFacts().catch(() => undefined);
  return facts?.serving?.modelId === modelId
    ? { ...servedBy(facts), url }
    : { modelId, url, definition: DEFAULT_DEFINITION };
}

/**
 * Why a model that the shell names does not answer, if that is it: an export stays when the stack has gone
 * on. Undefined when the shell names none, or what the stack serves.
 */
export async function whyStale(): Promise<string | undefined> {
  const { AWS_ML_MODEL_ID: modelId } = process.env;
  if (!modelId) return undefined;
  const serving = await stackFacts().then(
    ({ serving }) => serving,
    () => undefined,
  );
  if (!serving || serving.modelId === modelId) return undefined;
  return `This shell's AWS_ML_MODEL_ID names ${modelId}; the stack serves ${serving.modelId}. To follow the stack: unset AWS_ML_MODEL_ID AWS_ML_PREDICTION_URL`;
}

/** Clients for the cloud that a model answers in. The local service is started when it is down. */
export const clientFor = ({ url }: Served): Promise<MachineLearningClient> => machineLearning(targetOf(url));
export const storeFor = ({ url }: Served): Promise<S3Client> => s3(targetOf(url));

// ---

function servedBy({ serving, report }: StackFacts): ServedModel {
  if (!serving?.url) throw new NothingServes(`Nothing serves yet: run \`npm run ml:learn${stackOption()}\` first.`);
  const { modelId, url, definition, generation, features, trained, metric, value } = serving;
  return { modelId, url, definition, generation, features, trained, metric, value, report };
}

/** `http://127.0.0.1:…` is the local service; Amazon's host names its region. */
function targetOf(url: string): { cloud: string; region: string } {
  const { hostname } = new URL(url);
  if (hostname === "127.0.0.1") return { cloud: "local", region: "us-east-1" };
  return { cloud: "aws", region: /\.machinelearning\.([^.]+)\./.exec(hostname)?.[1] ?? "us-east-1" };
}
