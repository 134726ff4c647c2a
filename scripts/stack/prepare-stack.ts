import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "../command-line/command";
import { DEFAULT_STACK, root, stackName } from "./environment";
import { makeStack, setConfig, stackNames, stackSettings } from "./stack";

/** What was typed of a stack; undefined for what was left out. */
export interface Wanted {
  stack?: string;
  source?: string;
  definition?: string;
}

/**
 * Sees that there is the stack that is wanted, with the source and the definition that were given: one
 * problem is one stack. A name that may be a slip is asked about, and not made.
 * @throws UsageError that says what to type
 */
export async function prepareStack({ source, definition }: Wanted): Promise<void> {
  const name = stackName();
  const stacks = await stackNames();
  const isNew = !stacks.includes(name);
  const hasFile = existsSync(join(root, `Pulumi.${name}.yaml`));
  if (isNew) {
    if (name !== DEFAULT_STACK && !hasFile) await askForStack(name, stacks, source !== undefined);
    await makeStack();
  }
  if (source === undefined && definition === undefined) return;
  const isSample = name === DEFAULT_STACK;
  const before = isNew && !hasFile ? undefined : await stackSettings();
  if (before && definition !== undefined && definition !== before.definition)
    throw new UsageError(
      `The stack ${name} learns by the definition ${before.definition}, got --definition ${definition}. Another problem is another stack: npm run ml:learn -- --stack ${definition} --source ${source ?? "SOURCE"} --definition ${definition}`,
    );
  if (isSample && source !== undefined && source !== before?.source)
    throw new UsageError(
      `The stack ${name} learns from the sample, got --source ${source}. Rows of your own are a stack of their own: npm run ml:learn -- --stack NAME --source ${source} --definition ${definition ?? "NAME"}`,
    );
  await setConfig({ ...(source !== undefined && { source }), ...(definition !== undefined && { definition }) });
}

// ---

/** Two letters may be a slip. */
const SLIP = 2;

async function askForStack(name: string, stacks: string[], isDescribed: boolean): Promise<void> {
  const nearest = stacks.length > 0 ? closest(name, stacks) : "";
  const isLikeOne = nearest !== "" && distance(name, nearest) <= SLIP;
  if (isDescribed && !isLikeOne) return;
  const like = isLikeOne ? ` Is it ${nearest}?` : stacks.length > 0 ? ` There are ${stacks.join(", ")}.` : "";
  const how = `npm run ml:learn -- --stack ${name} --source SOURCE --definition NAME`;
  if (!process.stdin.isTTY)
    throw new UsageError(
      isDescribed
        ? `There is no stack ${name}.${like} To make it all the same: npx pulumi stack init ${name}, and run again.`
        : `There is no stack ${name}.${like} A new one needs to know what it learns from: ${how}`,
    );
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`There is no stack ${name}.${like} Make ${name}? [y/N] `);
  ask.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("Nothing was made.");
}
