import { parseArgs } from "node:util";
import { StartError } from "./process/start-error";

/** Limits of the real service, which are off unless they are asked for. */
export interface Limits {
  /** Predictions a second that an endpoint answers; more are LimitExceededException. */
  peakRate?: number;
  /** Seconds that a job may take; a longer one is FAILED. */
  jobSeconds?: number;
  /** Bytes of a job's data; more are FAILED. */
  dataBytes?: number;
}

export interface Options extends Limits {
  data: string;
  port?: number;
  jobs?: number;
  help?: boolean;
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
      ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: "string" as const }])),
    },
  });
  const { data, help, ...given } = values as { data: string; help?: boolean } & Record<string, never>;
  const read = Object.entries(given as Record<string, string>).map(([name, text]) => {
    const { member, least, most } = numbers[name];
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return [member, value];
    throw new StartError(`Expected a whole number from ${least} to ${most} after --${name}, got '${text}'`);
  });
  return { data, help, ...(Object.fromEntries(read) as Limits) };
}

export const HELP = (): string => `Amazon Machine Learning and S3 on this machine, with real training.

Usage: npm run local -- [options]

${line("data DIR", `folder for everything the service keeps (default ${DATA})`)}
${optionsOf(false)}
${line("help", "this text")}

Limits of the real service, off by default:

${optionsOf(true)}

Any AWS client works against it, with the folder's own keys. They are made at the first start, DIR/credentials.json
has them, and the service prints them when it listens. LOCAL_AWS_ACCESS_KEY_ID and LOCAL_AWS_SECRET_ACCESS_KEY say
otherwise.
`;

// ---

const DATA = ".local/aws";
/** Node's timers have 31 bits of milliseconds. */
const MAX_TIMER_SECONDS = 2_147_483;

interface NumberOption {
  member: Exclude<keyof Options, "data" | "help">;
  value: string;
  text: string;
  least: number;
  most: number;
  isLimit?: true;
}

const numbers: Record<string, NumberOption> = {
  port: {
    ...{ member: "port", value: "PORT", least: 0, most: 65_535 },
    text: "port on 127.0.0.1 (default: the one it had last, else one made from DIR's path)",
  },
  jobs: {
    member: "jobs",
    value: "N",
    least: 1,
    most: 1000,
    text: "jobs at once, each in a process (default 2; Amazon ML: 25)",
  },
  "peak-rate": {
    ...{ member: "peakRate", value: "N", least: 1, most: 1_000_000, isLimit: true },
    text: "predictions a second of an endpoint; more are LimitExceededException (Amazon ML: 200)",
  },
  "job-seconds": {
    ...{ member: "jobSeconds", value: "N", least: 1, most: MAX_TIMER_SECONDS, isLimit: true },
    text: "time of a job; a longer one is FAILED (Amazon ML: 604800, 7 days)",
  },
  "data-bytes": {
    ...{ member: "dataBytes", value: "N", least: 1, most: Number.MAX_SAFE_INTEGER, isLimit: true },
    text: "size of a job's data; more is FAILED (Amazon ML: 107374182400, 100 GB, for training)",
  },
};

const line = (option: string, text: string): string => `  --${option.padEnd(16)} ${text}`;

function optionsOf(isLimit: boolean): string {
  return Object.entries(numbers)
    .filter(([, option]) => (option.isLimit ?? false) === isLimit)
    .map(([name, { value, text }]) => line(`${name} ${value}`, text))
    .join("\n");
}
