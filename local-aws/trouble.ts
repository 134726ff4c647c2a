import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./process/start-error";

/** What may go wrong with a call. */
const forCalls = ["throttled", "unavailable", "denied", "dropped"] as const;
/** What may go wrong with a job, or with an endpoint on its way. */
const forJobs = ["fails", "hangs"] as const;

export type CallTrouble = (typeof forCalls)[number];
export type JobTrouble = (typeof forJobs)[number];

/** A call was to go wrong: each protocol has its own words for it, and none for `dropped`. */
export class TroubleError extends Error {
  constructor(readonly kind: CallTrouble) {
    super(`Asked for by --trouble: ${kind}.`);
  }
}

interface Rule {
  /** Operations, or kinds of jobs. */
  pattern: RegExp;
  kind: CallTrouble | JobTrouble | "slow";
  ms: number;
  /** It happens to one of so many. */
  every: number;
  met: number;
}

/**
 * Trouble that is asked for, so that clients can be tried on it: `CreateMLModel=throttled`, `Get*=dropped/3`,
 * `PutObject=slow:2000`; of jobs by their kind, `MLModel=fails`, `TrainingJob=hangs`, `Endpoint=slow:5000`.
 */
export class Trouble {
  private readonly rules: Rule[];

  /** @throws StartError for a rule that is none */
  constructor(rules: readonly string[] = []) {
    this.rules = rules.map(readRule);
  }

  /**
   * Lets a call meet what it is to meet.
   * @throws TroubleError
   */
  async ofCall(operation: string): Promise<void> {
    for (const rule of this.matching(operation)) {
      if (rule.kind === "slow") await sleep(rule.ms);
      else if (isOneOf(forCalls, rule.kind)) throw new TroubleError(rule.kind);
    }
  }

  /** Waits, where a job is to be slow; gives what else is to happen to it. */
  async ofJob(kind: string, signal?: AbortSignal): Promise<JobTrouble | undefined> {
    for (const rule of this.matching(kind)) {
      if (rule.kind === "slow") await sleep(rule.ms, undefined, { signal });
      else if (isOneOf(forJobs, rule.kind)) return rule.kind;
    }
    return undefined;
  }

  private matching(name: string): Rule[] {
    return this.rules.filter((rule) => rule.pattern.test(name) && rule.met++ % rule.every === 0);
  }
}

// ---

const isOneOf = <T extends string>(kinds: readonly T[], kind: string): kind is T => kinds.includes(kind as T);

function readRule(text: string): Rule {
  const kinds = [...forCalls, ...forJobs, "slow:\\d+"].join("|");
  const [, name, kind, every = "1"] = new RegExp(`^([A-Za-z*]+)=(${kinds})(?:/([1-9]\\d*))?$`).exec(text) ?? [];
  if (name === undefined)
    throw new StartError(
      `Expected OPERATION=${forCalls.join("|")} or KIND=${forJobs.join("|")}, or slow:MILLISECONDS, perhaps with /N for one of N, after --trouble, got '${text}'`,
    );
  const [what, ms = "0"] = kind.split(":");
  const pattern = new RegExp(`^${name.replaceAll("*", ".*")}$`);
  return { pattern, kind: what as Rule["kind"], ms: Number(ms), every: Number(every), met: 0 };
}
