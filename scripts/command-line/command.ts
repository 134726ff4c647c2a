import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";

/** What can be given to a command beside its arguments, as `parseArgs` takes it. */
export type Options = Record<string, { type: "string" | "boolean"; default?: string | boolean }>;

type Values<O extends Options> = {
  [Name in keyof O]: O[Name]["type"] extends "string"
    ? O[Name] extends { default: string }
      ? string
      : string | undefined
    : O[Name]["type"] extends "boolean"
      ? boolean | undefined
      : never;
};

export interface Command<O extends Options> {
  help: string;
  options?: O;
  /** How many arguments it takes at most; none by default. */
  maximumArguments?: number;
  /** Whether it works on a stack: it then takes `--stack NAME`. */
  isOfStack?: boolean;
  /** Gives the exit status; 0 for nothing. */
  run: (values: Values<O>, args: string[]) => Promise<number | void> | number | void;
  /** Prints an error, and gives the exit status. */
  onError?: (error: Error) => Promise<number> | number;
}

/** Wrong use of a command: it is told in one line. */
export class UsageError extends Error {}

/** Runs a command: `--help`, then what is wrong with what was typed, then its work, to readers who may stop. */
export function command<O extends Options>(description: Command<O>, args = process.argv.slice(2)): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  const { onError = printError } = description;
  Promise.resolve()
    .then(() => execute(description, args))
    .then(
      (status) => (process.exitCode = status ?? 0),
      async (error: Error) => (process.exitCode = await onError(error)),
    );
}

// ---

function printError(error: Error): number {
  console.error(error.message);
  return 1;
}

function execute<O extends Options>(
  { help, options, maximumArguments = 0, isOfStack = false, run }: Command<O>,
  args: string[],
): Promise<number | void> | number | void {
  if (args.includes("--help") || args.includes("-h")) return void process.stdout.write(help);
  const known: Options = { ...options, ...(isOfStack && { stack: { type: "string" } }) };
  const { values, positionals } = readArguments(args, known, maximumArguments);
  if (isOfStack && typeof values.stack === "string") process.env.PULUMI_STACK = values.stack;
  return run(values as Values<O>, positionals);
}

/** @throws UsageError that names what there is not, with the nearest that there is */
export function readArguments(
  args: string[],
  options: Options,
  maximumArguments: number,
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const { values, positionals, tokens } = parseArgs({
    args,
    options: options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const names = Object.keys(options);
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) {
      const nearest = names.length > 0 ? ` Is it --${closest(token.name, names)}?` : "";
      throw new UsageError(`There is no option ${token.rawName}.${nearest} --help lists what there is.`);
    }
    if (option.type === "string" && (token.value === undefined || token.value === ""))
      throw new UsageError(`Expected a value after ${token.rawName}, got none.`);
    if (option.type === "boolean" && token.value !== undefined)
      throw new UsageError(`Expected no value for ${token.rawName}, got one.`);
  }
  if (positionals.length > maximumArguments)
    throw new UsageError(
      `Expected ${maximumArguments === 0 ? "no argument" : `at most ${maximumArguments} argument${maximumArguments === 1 ? "" : "s"}`}, got '${positionals[maximumArguments]}'. --help lists what there is.`,
    );
  return { values, positionals };
}
