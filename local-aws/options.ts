import { parseArgs } from "node:util";
import { StartError } from "./process/start-error";
import type { SageMakerOptions } from "./sagemaker/service";

/** Limits of the real service, which are off unless they are asked for. */
export interface Limits {
  /** Predictions a second that an endpoint answers; more are LimitExceededException. */
  peakRate?: number;
  /** Seconds that a job may take; a longer one is FAILED. */
  jobSeconds?: number;
  /** Bytes of a job's data; more are FAILED. */
  dataBytes?: number;
}

export interface Options extends Limits, SageMakerOptions {
  data: string;
  port?: number;
  jobs?: number;
  help?: boolean;
  trouble?: string[];
}

/**
 * Reads the command line.
 * @throws StartError for a value that is none, TypeError for an option that there is not
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean" },
      data: { type: "string", default: DATA },
      quota: { type: "string", multiple: true, default: [] },
      trouble: { type: "string", multiple: true, default: [] },
      ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: "string" as const }])),
    },
  });
  const { data, help, quota, trouble, ...given } = values as Lists & Record<string, never>;
  const read = Object.entries(given as Record<string, string>).map(([name, text]) => {
    const { member, least, most } = numbers[name];
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return [member, value];
    throw new StartError(`Expected a whole number from ${least} to ${most} after --${name}, got '${text}'`);
  });
  const quotas = quota.length > 0 && { quotas: Object.fromEntries(quota.map(readQuota)) };
  return { data, help, ...(Object.fromEntries(read) as Limits), ...quotas, ...(trouble.length > 0 && { trouble }) };
}

export const HELP = (): string => `Amazon Machine Learning, SageMaker and S3 on this machine, with real training.

Usage: npm run local -- [options]

${line("data DIR", `folder for everything the service keeps (default ${DATA})`)}
${optionsOf("own")}
${line("help", "this text")}

Limits of the real service, off by default:

${optionsOf("limit")}

SageMaker's time and quotas:

${optionsOf("time")}
${line("quota NAME=N", "a quota, such as 'ml.m5.large for training job usage=0'; may come again (default 20 each)")}

Trouble, to try clients on it; each may come again:

${line("trouble WHAT=HOW", "a call: 'CreateMLModel=throttled', 'Get*=unavailable/3' (one of 3), denied, dropped, slow:2000")}
${line("", "a job, by its kind: 'MLModel=fails', 'TrainingJob=hangs', 'Endpoint=slow:5000'")}

Any AWS client works against it, with the folder's own keys. They are made at the first start, DIR/credentials.json
has them, and the service prints them when it listens. LOCAL_AWS_ACCESS_KEY_ID and LOCAL_AWS_SECRET_ACCESS_KEY say
otherwise.
`;

// ---

const DATA = ".local/aws";
/** Node's timers have 31 bits of milliseconds. */
const MAX_TIMER_MS = 2_147_483_000;
const MAX_TIMER_SECONDS = MAX_TIMER_MS / 1000;

interface Lists {
  data: string;
  help?: boolean;
  quota: string[];
  trouble: string[];
}

interface NumberOption {
  member: Exclude<keyof Options, "data" | "help" | "quotas" | "trouble">;
  value: string;
  text: string;
  least: number;
  most: number;
  group: "own" | "limit" | "time";
}

const numbers: Record<string, NumberOption> = {
  port: {
    ...{ member: "port", value: "PORT", least: 0, most: 65_535, group: "own" },
    text: "port on 127.0.0.1 (default: the one it had last, else one made from DIR's path)",
  },
  jobs: {
    ...{ member: "jobs", value: "N", least: 1, most: 1000, group: "own" },
    text: "jobs at once, each in a process (default 2; Amazon ML: 25)",
  },
  "peak-rate": {
    ...{ member: "peakRate", value: "N", least: 1, most: 1_000_000, group: "limit" },
    text: "predictions a second of an endpoint; more are LimitExceededException (Amazon ML: 200)",
  },
  "job-seconds": {
    ...{ member: "jobSeconds", value: "N", least: 1, most: MAX_TIMER_SECONDS, group: "limit" },
    text: "time of a job; a longer one is FAILED (Amazon ML: 604800, 7 days)",
  },
  "data-bytes": {
    ...{ member: "dataBytes", value: "N", least: 1, most: Number.MAX_SAFE_INTEGER, group: "limit" },
    text: "size of a job's data; more is FAILED (Amazon ML: 107374182400, 100 GB, for training)",
  },
  "state-ms": {
    ...{ member: "stateMs", value: "N", least: 0, most: MAX_TIMER_MS, group: "time" },
    text: "time of each state of a training job or an endpoint, at least (default 300; AWS: minutes)",
  },
  "unseen-ms": {
    ...{ member: "unseenMs", value: "N", least: 0, most: MAX_TIMER_MS, group: "time" },
    text: "time that a new model or endpoint configuration is not found yet (default 0; AWS: up to 30000)",
  },
  "cold-ms": {
    ...{ member: "coldMs", value: "N", least: 0, most: MAX_TIMER_MS, group: "time" },
    text: "time that a new serverless variant answers 429 (default 0; AWS: minutes)",
  },
};

const line = (option: string, text: string): string => `  ${(option && `--${option}`).padEnd(18)} ${text}`;

function readQuota(text: string): [name: string, value: number] {
  const [, name, value] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (value !== undefined) return [name, Number(value)];
  throw new StartError(`Expected a quota such as 'ml.m5.large for training job usage=0' after --quota, got '${text}'`);
}

function optionsOf(group: NumberOption["group"]): string {
  return Object.entries(numbers)
    .filter(([, option]) => option.group === group)
    .map(([name, { value, text }]) => line(`${name} ${value}`, text))
    .join("\n");
}
