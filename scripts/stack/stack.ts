import { execFile, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { resourceType } from "../../plan/identity";
import type { StateRows } from "../../plan/state";
import { PLAN_ONCE } from "../../plan/run-plan";
import { configurationOf } from "../../settings/namespaces";
import { readSettings, type Settings } from "../../settings/read-settings";
import { projectName, pulumiEnvironment, root, stackName, stackOption } from "./environment";
import { describeLock, isDead, locksOf, type Lock } from "./lock";

const launcher = require.resolve("pulumi/run.js");
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, ...pulumiEnvironment() });

export interface StackOutputs {
  serving?: string;
  /** Where the serving model's report lies: `s3://…/`. */
  report?: string;
}

export interface StackState {
  outputs: StackOutputs;
  rows: StateRows;
}

/** The state; empty before the first `up`. */
export async function stackState(): Promise<StackState> {
  // What waits for its deletion has the URN of what came after it.
  const resources = ((await exported()).deployment.resources ?? []).filter((resource) => !resource.delete);
  const rows = resources.map(({ urn, type, outputs = {} }) => [urn, { type, outputs }] as const);
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return { outputs: stack?.outputs ?? {}, rows: Object.fromEntries(rows) };
}

/** Where a generation's report lies, `s3://…/`, of those that the stack has: kept ones and refused ones. */
export const reportsOf = ({ rows }: StackState): { generation: string; url: string }[] =>
  Object.values(rows).flatMap(({ type, outputs }) =>
    type === resourceType("Report") ? [outputs as { generation: string; url: string }] : [],
  );

/**
 * Forgets what a killed run was about to do, as far as a good run has proven it done since: what was
 * to be there is, and what was to go is gone. Pulumi itself would warn of it for ever. To be called
 * after a run that went well.
 */
export async function forgetProvenOperations(): Promise<void> {
  // Of another run's state nothing may be written over.
  refuseInUse();
  const state = await exported();
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  const isThere = (urn: string) => resources.some((resource) => resource.urn === urn);
  const isProven = ({ type, resource }: PendingOperation) => isThere(resource.urn) === (type !== "deleting");
  const open = pending.filter((operation) => !isProven(operation));
  if (open.length === pending.length) return;
  const text = JSON.stringify({ ...state, deployment: { ...state.deployment, pending_operations: open } });
  await pulumi(["stack", "import"], text);
}

/** The stacks that there are, by their short names. */
export async function stackNames(): Promise<string[]> {
  const { PULUMI_STACK = "" } = environment();
  const stacks = JSON.parse(await pulumi(["stack", "ls", "--json"])) as { name: string }[];
  // A backend tells the organization of other people's stacks only.
  const isOurs = (name: string) => !name.includes("/") || name.split("/")[0] === PULUMI_STACK.split("/")[0];
  return stacks.filter(({ name }) => isOurs(name)).map(({ name }) => name.split("/").pop()!);
}

/** Makes the stack at hand. It is not selected: PULUMI_STACK names it. */
export async function makeStack(): Promise<void> {
  forgetForeignSalt(join(root, `Pulumi.${stackName()}.yaml`));
  await pulumi(["stack", "init", environment().PULUMI_STACK!, "--no-select"]);
}

/**
 * The stack's configuration, checked, secrets in clear.
 * @throws Error that lists every key with a wrong value
 */
export async function stackSettings(): Promise<Settings> {
  const text = await pulumi(["config", "--json", "--show-secrets"]).catch((error: Error) => {
    if (!saysNoStack(error)) throw error;
    throw new Error(`There is no stack ${stackName()} yet: run \`npm run ml:learn${stackOption()}\` first.`, {
      cause: error,
    });
  });
  const values = JSON.parse(text) as Record<string, { value?: string; secret?: boolean }>;
  const texts = Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  return readSettings(configurationOf(texts, projectName(), (key) => values[key]?.secret === true));
}

/** Sets keys of the stack's configuration, without their namespace. */
export async function setConfig(values: Record<string, string>): Promise<void> {
  const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${projectName()}:${key}=${value}`]);
  await pulumi(["config", "set-all", ...pairs]);
}

/** Somebody else works on the stack. */
export class StackInUse extends Error {}

/**
 * Sees that nobody else works on the stack. A lock whose holder was killed is given back, and what
 * it had begun is taken up by the next run.
 * @throws StackInUse that says who does
 */
export async function freeLock(): Promise<void> {
  const [dead] = refuseInUse();
  if (!dead) return;
  console.error(
    `${describeLock(dead)} ended without giving back the lock of the stack ${stackName()}: it is cleared (pulumi cancel), and what was begun is taken up.`,
  );
  await pulumi(["cancel", "--yes"]);
}

/**
 * The locks of those who ended without giving them back.
 * @throws StackInUse when somebody else works on the stack, and says who
 */
export function refuseInUse(): Lock[] {
  const locks = locksOf(environment().PULUMI_BACKEND_URL ?? "", projectName(), stackName());
  const alive = locks.find((lock) => !isDead(lock));
  if (alive)
    throw new StackInUse(
      `The stack ${stackName()} is in use by ${describeLock(alive)}. Run again when that has ended.`,
    );
  return locks;
}

/**
 * Runs Pulumi before the user's eyes; gives its exit status.
 * @param logFile gets what it prints, in place of the user
 */
export function showPulumi(args: string[], logFile?: string): Promise<number> {
  // A terminal sends Ctrl-C to both; Pulumi ends what it does, and this process tells the user so.
  process.on("SIGINT", tellInterrupted);
  return new Promise<number>((resolve, reject) => {
    const log = logFile === undefined ? "inherit" : openSync(logFile, "a", 0o600);
    const isTerminal = log === "inherit" && process.stdout.isTTY;
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd: root,
      env: { ...environment(), ...(!isTerminal && { [PLAN_ONCE]: "true" }) },
      stdio: ["inherit", log, log],
    });
    if (typeof log === "number") closeSync(log);
    child.once("error", reject).once("exit", (code) => resolve(code ?? 1));
  }).finally(() => process.off("SIGINT", tellInterrupted));
}

const tellInterrupted = (): void =>
  console.error(
    "\nInterrupted: what is under way is ended first, and kept; what serves serves on. The next run goes on from there. Ctrl-C once more does not wait; the next run then takes up what was begun.",
  );

// ---

/**
 * The committed stack file has the salt of the empty passphrase. Under a passphrase of the user's
 * a new stack needs a salt of its own; nothing is lost as long as nothing is encrypted.
 */
function forgetForeignSalt(file: string): void {
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = environment();
  if ((!PULUMI_CONFIG_PASSPHRASE && !PULUMI_CONFIG_PASSPHRASE_FILE) || !existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  if (!text.includes("secure:")) writeFileSync(file, text.replace(/^encryptionsalt:.*\n/m, ""));
}

interface PendingOperation {
  type: string;
  resource: { urn: string };
}

interface Exported {
  deployment: {
    resources?: { urn: string; type: string; outputs?: Record<string, unknown>; delete?: boolean }[];
    pending_operations?: PendingOperation[];
  };
}

const saysNoStack = ({ message }: Error): boolean => /no stack (named|selected)/.test(message);

/** Empty where there is no stack yet: nothing was learned. */
async function exported(): Promise<Exported> {
  const text = await pulumi(["stack", "export"]).catch((error: Error) => {
    if (!saysNoStack(error)) throw error;
    return '{"deployment":{}}';
  });
  return JSON.parse(text) as Exported;
}

/** @throws Error with what Pulumi said */
async function pulumi(args: string[], input = ""): Promise<string> {
  try {
    const running = promisify(execFile)(process.execPath, [launcher, ...args, "--non-interactive"], {
      cwd: root,
      env: environment(),
      maxBuffer: 1 << 28,
    });
    running.child.stdin?.end(input);
    return (await running).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`pulumi ${args.join(" ")}: ${(stderr || message).trim()}`, { cause: error });
  }
}
