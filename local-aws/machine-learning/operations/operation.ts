import type { Jobs } from "../jobs";
import type { Mounted } from "../mounted";
import type { PeakRate } from "../peak-rate";
import type { Structure } from "../shapes";
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

/** An operation of Amazon ML's API: the shape of its request, and what it does. */
export interface Operation {
  input: Structure;
  run: (request: never, context: Context) => object | Promise<object>;
}

/** Ties a request's type to its shape; the front door has checked the shape before `run`. */
export function operation<Request>(
  input: Structure,
  run: (request: Request, context: Context) => object | Promise<object>,
): Operation {
  return { input, run };
}
