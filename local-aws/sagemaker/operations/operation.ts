import type { Operation as JsonOperation } from "../../json/service";
import type { Structure } from "../../json/shapes";
import type { S3Store } from "../../s3/store";
import type { Endpoints } from "../endpoints";
import type { Quotas } from "../quotas";
import type { State } from "../state";
import type { TrainingJobs } from "../training-jobs";

export interface Context {
  state: State;
  store: S3Store;
  trainingJobs: TrainingJobs;
  endpoints: Endpoints;
  quotas: Quotas;
  now: () => Date;
}

export type Operation = JsonOperation<Context>;

/** Ties a request's type to its shape; the front door has checked the shape before `run`. */
export const operation = <Request>(
  input: Structure,
  run: (request: Request, context: Context) => object | Promise<object>,
): Operation => ({ input, run });
