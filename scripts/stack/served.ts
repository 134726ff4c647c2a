import type { S3Client } from "@aws-sdk/client-s3";
import { pastFeatures } from "../../plan/changes";
import { servingGeneration, type Ledger } from "../../plan/ledger";
import { DEFAULT_DEFINITION } from "../../features/load-definition";
import type { ModelClient, Served } from "../../predictor/model-client";
import { modelClientAt } from "../../predictor/model-clients";
import { unseenReader } from "../../predictor/unseen";
import { NothingServes, type ServedModel } from "../../predictor/served";
import { configurationOf, s3, type Place } from "../../resources/cloud/clients";
import { stackOption } from "./environment";
import { stackFacts, type StackFacts } from "./stack-facts";

/**
 * The model that AWS_ML_MODEL_ID and AWS_ML_PREDICTION_URL name, else the one that the stack serves.
 * What else is known of it the stack says, if it is the stack's.
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

/** Whether a model that the shell names is not what the stack serves by now, in words; undefined when it is. */
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

/** A client for the model that serves. The local service is started when it is down. */
export async function modelClientFor({ url }: Served): Promise<ModelClient> {
  return modelClientAt(url).kind.create(await configurationOf(placeOf(url)));
}

/** A client for what the stack stores beside the model that serves. */
export const storeFor = ({ url }: Served): Promise<S3Client> => s3(placeOf(url));

/** Where the stack of a model is, and what learned it. */
export interface StackOfModel extends Place {
  engine?: string;
  bucket: string;
}

/** The stack that serves a model; undefined when none that is known here does. */
export async function stackOf({ modelId }: Served): Promise<StackOfModel | undefined> {
  const { ledger } = await stackFacts();
  const serving = servingGeneration(ledger);
  return serving?.modelId === modelId && ledger.place ? { ...ledger.place, engine: serving.engine } : undefined;
}

// ---

function servedBy({ serving, report, ledger }: StackFacts): ServedModel {
  if (!serving?.url) throw new NothingServes(`Nothing serves yet: run \`npm run ml:learn${stackOption()}\` first.`);
  const { modelId, url, definition, generation, features, trained, metric, value } = serving;
  return {
    modelId,
    url,
    definition,
    generation,
    features,
    trained,
    metric,
    value,
    report,
    unseenIn: unseenReader(seenBy(ledger)),
    states: servingGeneration(ledger)?.states,
  };
}

/** `http://127.0.0.1:…` is the local service; Amazon's host names its region. */
function placeOf(url: string): Place {
  if (new URL(url).hostname === "127.0.0.1") return { cloud: "local", region: "us-east-1" };
  return { cloud: "aws", region: modelClientAt(url).region };
}

/** By the profile of the features that the serving model learned from. */
function seenBy(ledger: Ledger): Record<string, string> {
  const serving = servingGeneration(ledger);
  const profile = (serving && pastFeatures(ledger, serving)?.upload.profile) ?? [];
  return Object.fromEntries(profile.flatMap(({ name, seen }) => (seen ? [[name, seen]] : [])));
}
