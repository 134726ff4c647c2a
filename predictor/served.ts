import { machineLearning, s3 } from "../resources/clients";
import { stackOutputs } from "../scripts/stack";
import type { MachineLearningClient } from "@aws-sdk/client-machine-learning";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Served } from "./predict";

export const DEFAULT_DEFINITION = "insurance-number";

/** Nothing serves, so nothing can be predicted. */
export class NothingServes extends Error {}

/** The model that is to be asked, and what is known of it; less where two variables name it. */
export interface ServedModel extends Served {
  /** The name of its feature definition. */
  definition: string;
  /** Digests, 64 hexadecimal digits. */
  generation?: string;
  features?: string;
  /** When it was trained, ISO 8601. */
  trained?: string;
  /** Where its report lies: `s3://…/`. */
  report?: string;
}

/**
 * The model that AWS_ML_MODEL_ID and AWS_ML_PREDICTION_URL name, else the one that the stack serves.
 *
 * @throws NothingServes
 */
export async function findServed(): Promise<ServedModel> {
  const { AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = process.env;
  if (AWS_ML_MODEL_ID && AWS_ML_PREDICTION_URL)
    return { modelId: AWS_ML_MODEL_ID, url: AWS_ML_PREDICTION_URL, definition: DEFAULT_DEFINITION };
  const outputs = await stackOutputs();
  const { AWS_ML_MODEL_ID: modelId, AWS_ML_PREDICTION_URL: url, definition = DEFAULT_DEFINITION } = outputs;
  if (!modelId || !url) throw new NothingServes("Nothing serves yet: run `npm run ml:learn` first.");
  const { serving: generation, features, trained, report } = outputs;
  return { modelId, url, definition, generation, features, trained, report };
}

/** Clients for the cloud that a model answers in. The local service is started when it is down. */
export const clientFor = ({ url }: Served): Promise<MachineLearningClient> => machineLearning(targetOf(url));
export const storeFor = ({ url }: Served): Promise<S3Client> => s3(targetOf(url));

// ---

/** `http://127.0.0.1:…` is the local service; Amazon's host names its region. */
function targetOf(url: string): { cloud: string; region: string } {
  const { hostname } = new URL(url);
  if (hostname === "127.0.0.1") return { cloud: "local", region: "us-east-1" };
  return { cloud: "aws", region: /\.machinelearning\.([^.]+)\./.exec(hostname)?.[1] ?? "us-east-1" };
}
