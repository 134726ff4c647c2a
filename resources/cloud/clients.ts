import { S3Client } from "@aws-sdk/client-s3";
import { localCredentials } from "../../local-aws/http/credentials";
import { LOCAL_DATA } from "../../local-aws/process/data-folder";
import { startLocalAws } from "../../local-aws/process/start";
import { expectAccount } from "./account";
import { endWithEngine } from "../dynamic/pulumi-engine";

export interface Place {
  cloud: string;
  region: string;
  /** On AWS: in another one nothing would be found, and all be taken for gone. */
  account?: string;
}

export async function s3(place: Place): Promise<S3Client> {
  return new S3Client({ ...(await configurationOf(place)), forcePathStyle: place.cloud === "local" });
}

/** Of a client: endpoint and keys are found anew, nothing is captured. The local service is started when it is down. */
export async function configurationOf({ cloud, region, account }: Place) {
  endWithEngine();
  if (cloud !== "local") {
    if (account !== undefined) await expectAccount(region, account);
    return { region };
  }
  return { region, endpoint: await startLocalAws(LOCAL_DATA), credentials: localCredentials(LOCAL_DATA) };
}

/** The answer to a call; undefined when AWS says that the thing does not exist. Other errors stay. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error as Error)) return undefined;
    throw error;
  }
}

export const isGone = ({ name }: Error): boolean => notFound.includes(name);

// ---

const notFound = ["ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NotFound"];
