import { MachineLearningClient } from "@aws-sdk/client-machine-learning";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { localCredentials } from "../local-aws/credentials";
import { startLocalAws } from "../local-aws/start";
import { endWithEngine } from "./engine";

// The SDK warns on Node 20 about versions to come; the lockfile holds the one that we run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Which cloud a client talks to. */
export interface Target {
  cloud: string;
  region: string;
}

/** The local cloud's data, in the program's folder. */
export const LOCAL_DATA = ".local/aws";

export async function machineLearning(target: Target): Promise<MachineLearningClient> {
  return new MachineLearningClient(await configuration(target));
}

export async function s3({ cloud, region }: Target): Promise<S3Client> {
  return new S3Client({ ...(await configuration({ cloud, region })), forcePathStyle: cloud === "local" });
}

/** On AWS alone: the local service does not ask whose the keys are. */
export const sts = (region: string): STSClient => new STSClient({ region });

/** The answer to a call; undefined when AWS says that the thing does not exist. Other errors stay. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (notFound.includes((error as Error).name)) return undefined;
    throw error;
  }
}

// ---

const notFound = ["ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NotFound"];

/** Nothing is captured: endpoint and keys are found anew. The local service is started when it is down. */
async function configuration({ cloud, region }: Target) {
  endWithEngine();
  if (cloud !== "local") return { region };
  return { region, endpoint: await startLocalAws(LOCAL_DATA), credentials: localCredentials() };
}
