import { join } from "node:path";
import { Collection, kinds, type CollectionOptions, type Named } from "./collection";

export type TrainingJobStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
export type SecondaryStatus =
  | "Starting"
  | "Downloading"
  | "Training"
  | "Uploading"
  | "Completed"
  | "Failed"
  | "Stopping"
  | "Stopped"
  | "MaxRuntimeExceeded";

export interface TrainingJob extends Named {
  modifiedAt: number;
  status: TrainingJobStatus;
  transitions: { status: SecondaryStatus; startedAt: number; endedAt?: number; message?: string }[];
  /** What is billed. */
  trainingStartedAt?: number;
  trainingEndedAt?: number;
  failureReason?: string;
  /** `s3://…/model.tar.gz` */
  artefact?: string;
  metrics?: { name: string; value: number; at: number }[];
  /** How often it was begun; more than once when the service ended while it ran. */
  beginnings?: number;
}

/** A job's transitions with the next one, at which the one before ends. */
export const transitionsTo = (
  { transitions }: TrainingJob,
  next: TrainingJob["transitions"][number],
): TrainingJob["transitions"] => [
  ...transitions.map((transition) => ({ endedAt: next.startedAt, ...transition })),
  next,
];

/** What an endpoint serves with, as it was when it was deployed: configs and models may be deleted afterwards. */
export interface Deployment {
  id: string;
  config: string;
  variants: Variant[];
  deployedAt?: number;
}

export interface Variant {
  name: string;
  weight: number;
  /** A name of quotas; none where it is serverless. */
  instanceType?: string;
  instanceCount?: number;
  serverless?: Record<string, number>;
  image: string;
  dataUrl: string;
  environment: Record<string, string>;
}

export type EndpointStatus = "Creating" | "Updating" | "RollingBack" | "InService" | "Deleting" | "Failed";

export interface Endpoint extends Named {
  modifiedAt: number;
  status: EndpointStatus;
  /** What answers; none until it was in service. */
  serving?: Deployment;
  /** What it is on the way to. */
  next?: Deployment;
  deploymentConfig?: Record<string, unknown>;
  failureReason?: string;
}

/** What SageMaker keeps. */
export interface State {
  trainingJob: Collection<TrainingJob>;
  model: Collection<Named>;
  endpointConfig: Collection<Named>;
  endpoint: Collection<Endpoint>;
}

export async function openState(folder: string, options: CollectionOptions): Promise<State> {
  const open = <T extends Named>(kind: keyof State, { unseenMs }: { unseenMs?: number } = {}) =>
    Collection.open<T>(kinds[kind], join(folder, kinds[kind].resource), { now: options.now, unseenMs });
  return {
    // Those that a waiter asks for right after their creation are seen at once.
    trainingJob: await open("trainingJob"),
    endpoint: await open("endpoint"),
    model: await open("model", options),
    endpointConfig: await open("endpointConfig", options),
  };
}
