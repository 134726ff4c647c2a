import type { Input } from "@pulumi/pulumi";
import type { CheckFailure, CheckResult, DiffResult } from "@pulumi/pulumi/dynamic";

/** What a resource module gives to its shim; plain values in, plain values out. */
export interface Lifecycle<Inputs extends object = object, Outputs extends object = object> {
  check(olds: Partial<Inputs>, news: Inputs): Promise<CheckResult>;
  diff(id: string, olds: Outputs, news: Inputs): Promise<DiffResult>;
  create(inputs: Inputs): Promise<{ id: string; outs: Outputs }>;
  /** Nothing of what is gone. */
  read(id: string, props: Outputs): Promise<{ id?: string; props?: Outputs }>;
  update(id: string, olds: Outputs, news: Inputs): Promise<{ outs: Outputs }>;
  delete(id: string, props: Outputs): Promise<void>;
}

/** What each resource is told beside its own inputs. */
export interface CommonInputs {
  /** `local` or `aws`. */
  cloud: string;
  region: string;
  /** On AWS, 12 digits; undefined on the local cloud, and of states before it was kept. */
  account?: string;
  /** The resource's own URN: where its progress is shown. */
  row: string;
}

/** What a resource's constructor takes for these inputs: any may be an Output; its row it finds itself. */
export type ArgsOf<Inputs extends CommonInputs> = {
  [Name in keyof Omit<Inputs, "row">]: Input<Inputs[Name]>;
};

/** How an unknown value arrives in `check` and `diff`, whatever its type (pulumi/pulumi#6310). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A rule for an input: undefined when the value is good, else what was expected. */
export type Rule = (value: unknown) => string | undefined;

export const isText: Rule = (value) =>
  typeof value === "string" && value !== "" ? undefined : "a text that is not empty";
export const isEntityId: Rule = (value) =>
  /^[a-zA-Z0-9_.-]{1,60}$/.test(String(value)) ? undefined : "1 to 60 letters, digits, '-', '_' and '.'";
export const isPositive: Rule = (value) => (typeof value === "number" && value > 0 ? undefined : "a number above 0");

/** What never changes under a resource: it would be another one. */
const FIXED = ["cloud", "region", "account"];

/** Checks inputs by a table of rules; what is unknown yet is let pass. `fixed` ones never change. */
export function checkInputs(
  olds: object,
  news: object,
  rules: Record<string, Rule>,
  fixed: string[] = [],
): CheckResult {
  const failures: CheckFailure[] = [];
  const [before, now] = [olds, news] as Record<string, unknown>[];
  for (const [property, rule] of Object.entries({ cloud: isText, region: isText, ...rules })) {
    const value = now[property];
    const expected = value === UNKNOWN ? undefined : rule(value);
    if (expected) failures.push({ property, reason: `expected ${expected}, got ${JSON.stringify(value)}` });
  }
  for (const property of [...FIXED, ...fixed]) {
    if (before[property] !== undefined && before[property] !== now[property]) {
      failures.push({
        property,
        reason: `is fixed for a stack: expected '${before[property] as string}', got '${now[property] as string}'. Make another stack for it.`,
      });
    }
  }
  return { inputs: news, failures };
}

/** Another identity is another resource. With `changes` undefined, the engine itself shows a clean difference. */
export const noReplacement = (): Promise<DiffResult> => Promise.resolve({ replaces: [] });

/** An update that nothing in the inputs tells: what is there is not as it should be. */
export const toBeMended = (): Promise<DiffResult> => Promise.resolve({ changes: true, replaces: [] });

/** Outputs as Pulumi takes them: one `undefined` would be an "Unexpected struct type". */
export function jsonClean<T extends object>(outputs: T): T {
  return JSON.parse(JSON.stringify(outputs)) as T;
}

/** Of a job that failed or goes on: Pulumi calls `update` next run. Without `reasons` it would forget the failure. */
export class InitError extends Error {
  readonly reasons: string[];

  constructor(
    readonly id: string,
    readonly properties: object,
    reason: string,
  ) {
    super(reason);
    this.reasons = [reason];
  }
}
