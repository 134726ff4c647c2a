import { DEFAULT_DEFINITION } from "../features/load-definition";
import { DEFAULT_HOLD_OUT } from "../features/hold-out";
import type { Settings } from "../settings/read-settings";
import { command, UsageError, type Options } from "./command-line/command";
import { stackName } from "./stack/environment";
import { notify } from "./steps/notify";
import { withProgress } from "./command-line/progress";
import { installPulumi } from "./pulumi-cli/pulumi-cli";
import { freeLock, stackSettings, StackInUse } from "./stack/stack";
import { prepareStack } from "./stack/prepare-stack";
import { extract, printDigest, transformExtract } from "./steps/steps";

/** "Temporary failure; the user is invited to retry" (sysexits.h). */
const EX_TEMPFAIL = 75;

const STEPS = ["extract", "transform", "load", "learn", "digest"] as const;
type Step = (typeof STEPS)[number];

const HELP = `Usage: npm run ml:COMMAND -- [options]

  ml:extract              asks the database of ml-learn:source, and writes build/extracted_data.csv
  ml:transform            makes features of the extract, in build/
  ml:load                 uploads, trains, evaluates and mounts what is new: pulumi up
  ml:learn                all three
  ml:digest [--explain]   prints the digest of what would be trained, or also what it is made of

  --stack NAME            the stack (default: PULUMI_STACK, else dev)

  --quiet                 of ml:load and ml:learn: what came of it alone, for cron; build/ml-learn.log has
                          the rest

The exit status is 0 when all went well, ${EX_TEMPFAIL} when another run works on the stack, else another one.

Settings are those of the stack. A problem of your own is a stack of its own; ml:learn makes it and
remembers what it learns from, so that the next time its name is enough:

  npm run ml:learn -- --stack NAME --source SOURCE --definition NAME

ml:transform and ml:digest also take a source of their own, and then need no stack:

  SOURCE                  a CSV file, a folder or glob of such (also .gz)
  --definition NAME       a file in features/definitions/ (default insurance-number)
`;

interface Values {
  stack?: string;
  source?: string;
  definition?: string;
  explain?: boolean;
  quiet?: boolean;
}

async function run(step: Step, values: Values, [source]: string[]): Promise<number> {
  const takesSource = step === "transform" || step === "digest";
  if (source !== undefined && !takesSource)
    throw new UsageError(
      `Expected no argument, got '${source}'. Rows of your own are a stack of their own: npm run ml:learn -- --stack NAME --source ${source} --definition NAME`,
    );
  const definition = values.definition ?? DEFAULT_DEFINITION;
  const own = { source, query: "", definition, holdOut: DEFAULT_HOLD_OUT };
  if (source === undefined && takesSource && values.definition !== undefined)
    throw new UsageError("Expected a SOURCE with --definition: a stack has its own (ml-learn:definition).");
  switch (step) {
    case "extract":
      await extract(await settings(values));
      return 0;
    case "transform":
      await transformExtract(source === undefined ? await settings(values) : own, { isShown: true });
      return 0;
    case "digest":
      await printDigest(source === undefined ? await settings(values) : own, values.explain === true);
      return 0;
    case "load":
      return loader().load(await settings(values), values.quiet === true);
    case "learn": {
      const found = await settings(values);
      // Before anything is written that the other run reads.
      await freeLock();
      const say = values.quiet ? () => undefined : console.log;
      await extract(found, say);
      await transformExtract(found, { say });
      say("");
      return loader().load(found, values.quiet === true);
    }
  }
}

// ---

/** The AWS SDKs that it brings are big, and the other steps do without: memory counts for a million rows. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loader = () => require("./steps/load") as typeof import("./steps/load");

/** As soon as they are read: whom to tell when the run fails. */
let known: Settings | undefined;

async function settings(values: Values): Promise<Settings> {
  await installPulumi();
  return withProgress("Looking for the stack", async () => {
    await prepareStack(values);
    known = await stackSettings();
    return known;
  });
}

function optionsOf(step: Step | undefined): Options {
  const definition = { type: "string" } as const;
  if (step === "learn" || step === "load")
    return { source: { type: "string" }, definition, quiet: { type: "boolean" } };
  if (step === "digest") return { definition, explain: { type: "boolean" } };
  return step === "transform" ? { definition } : {};
}

const [, , name, ...args] = process.argv;
const step = STEPS.find((step) => step === name);
const learns = step === "learn" || step === "load";
command(
  {
    help: HELP,
    isOfStack: true,
    options: optionsOf(step),
    maximumArguments: 1,
    run(values, args) {
      if (!step) throw new UsageError(`Expected one of ${STEPS.join(", ")}, got '${name}'.`);
      return run(step, values, args);
    },
    async onError(error) {
      console.error(error.message);
      // A mail from cron ends so.
      if (learns && !(error instanceof UsageError))
        console.error(
          error instanceof StackInUse
            ? "ml-learn: not run."
            : "ml-learn: failed; the reason stands above. Nothing was switched.",
        );
      if (learns && known && !(error instanceof StackInUse)) {
        const [reason] = error.message.split("\n");
        const text = `ml-learn, stack ${stackName()}: the run failed: ${reason}`;
        await notify(known.webhook, { event: "failed", stack: stackName(), text });
      }
      return error instanceof StackInUse ? EX_TEMPFAIL : 1;
    },
  },
  args,
);
