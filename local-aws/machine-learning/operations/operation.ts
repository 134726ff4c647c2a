import type { Jobs } from "../jobs";
import type { Mounted } from "../mounted";
import type { PeakRate } from "../peak-rate";
import type { Operation as JsonOperation } from "../../json/service";
import type { Structure } from "../../json/shapes";
import type { Entity, State } from "../state";

export interface Context {
  state: State;
  jobs: Jobs;
  mounted: Mounted;
  peak: PeakRate;
  /** `http://127.0.0.1:<port>`: where Predict is served. */
  url: () => string;
  /** A link to the log of an entity's job; undefined when it has none. */
  logUri: (entity: Entity) => string | undefined;
  now: () => Date;
}

export type Operation = JsonOperation<Context>;

/** Ties a request's type to its shape; the front door has checked the shape before `run`. */
export function operation<Request>(
  input: Structure,
  run: (request: Request, context: Context) => object | Promise<object>,
): Operation {
  return { input, run };
}
