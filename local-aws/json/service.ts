import type { ServiceName } from "../http/signature";
import type { Broken, Structure } from "./shapes";

/** An operation: the shape of its request, which the front door checks, and what it does. */
export interface Operation<Context> {
  input: Structure;
  run: (request: never, context: Context) => object | Promise<object>;
}

/** A service of AWS's JSON protocol. */
export interface JsonService {
  name: string;
  signingName: ServiceName;
  /** What X-Amz-Target has before the operation, `AmazonML_20141212.` */
  target: string;
  operations: Record<string, { input: Structure; run: (request: never) => object | Promise<object> }>;
  /** The members that name what an operation is about, the most special first. */
  idMembers: readonly string[];
  broken: Broken;
}

/** Gives operations what they work on. */
export function bind<Context>(
  operations: Record<string, Operation<Context>>,
  context: Context,
): JsonService["operations"] {
  const entries = Object.entries(operations).map(([name, { input, run }]) => {
    return [name, { input, run: (request: never) => run(request, context) }] as const;
  });
  return Object.fromEntries(entries);
}
