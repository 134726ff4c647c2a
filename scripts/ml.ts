import { parseArgs } from "node:util";
import type { Settings } from "../settings";
import { DEFAULT_HOLD_OUT } from "../features/stable-split";
import { withProgress } from "./progress";
import { installPulumi } from "./pulumi-cli";
import { ensureStack, freeLock, stackSettings, StackInUse } from "./stack";
import { extract, load, printDigest, transformExtract } from "./steps";

/** "Temporary failure; the user is invited to retry" (sysexits.h). */
const EX_TEMPFAIL = 75;

const HELP = `Usage: npm run ml:COMMAND -- [options]

  ml:extract              asks the database of ml-learn:source, and writes build/extracted_data.csv
  ml:transform            makes features of the extract, in build/
  ml:load                 uploads, trains, evaluates and mounts what is new: pulumi up
  ml:learn                all three
  ml:digest [--explain]   prints the digest of what would be trained, or also what it is made of

The exit status is 0 when all went well, ${EX_TEMPFAIL} when another run works on the stack, else another one.

Settings are those of the stack. ml:transform and ml:digest also take a source of their own, and
then need no stack:

  SOURCE                  a CSV file, a folder or glob of such (also .gz)
  --definition NAME       a file in features/definitions/ (default insurance-number)
`;

async function main(command: string, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      explain: { type: "boolean" },
      definition: { type: "string", default: "insurance-number" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [source] = positionals;
  const own = { source, query: "", definition: values.definition, holdOut: DEFAULT_HOLD_OUT };
  switch (command) {
    case "extract":
      await extract(await settings());
      return 0;
    case "transform":
      await transformExtract(source === undefined ? await settings() : own);
      return 0;
    case "digest":
      await printDigest(source === undefined ? await settings() : own, values.explain === true);
      return 0;
    case "load":
      return load(await settings());
    case "learn": {
      const found = await settings();
      // Before anything is written that the other run reads.
      await freeLock();
      await extract(found);
      await transformExtract(found);
      console.log();
      return load(found);
    }
    default:
      throw new Error(`Expected one of extract, transform, load, learn and digest, got '${command}'.`);
  }
}

// ---

async function settings(): Promise<Settings> {
  await installPulumi();
  return withProgress("Looking for the stack", async () => {
    await ensureStack();
    return stackSettings();
  });
}

const [, , command, ...args] = process.argv;
main(command, args).then(
  (status) => (process.exitCode = status),
  (error: Error) => {
    console.error(error.message);
    // A mail from cron ends so.
    if (command === "learn" || command === "load")
      console.error(
        error instanceof StackInUse
          ? "ml-learn: not run."
          : "ml-learn: failed; the reason stands above. What served serves on.",
      );
    process.exitCode = error instanceof StackInUse ? EX_TEMPFAIL : 1;
  },
);
