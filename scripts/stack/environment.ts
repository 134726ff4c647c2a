import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { localCredentials } from "../../local-aws/http/credentials";
import { portOf } from "../../local-aws/process/port";
import { LOCAL_DATA } from "../../local-aws/process/data-folder";

export const DEFAULT_STACK = "dev";

export const root = resolve(__dirname, "..", "..");

/**
 * The variables with which Pulumi works on this project's local stack: what the user has set
 * stays, so that nobody's backend, home or passphrase is taken over, and nobody is logged in or
 * out.
 */
export function pulumiEnvironment(user: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const backend = join(root, ".local", "pulumi");
  const hasPassphrase = user.PULUMI_CONFIG_PASSPHRASE !== undefined || user.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  // The state of a stack on AWS is where the user has it: one in this folder would be another stack.
  const isLocal = !isOnAws(user.PULUMI_STACK ?? DEFAULT_STACK);
  if (isLocal && user.PULUMI_BACKEND_URL === undefined) mkdirSync(backend, { recursive: true });
  const defaults: Record<string, string> = {
    ...((isLocal || user.PULUMI_BACKEND_URL !== undefined) && { PULUMI_BACKEND_URL: `file://${backend}` }),
    ...(isLocal && !hasPassphrase && { PULUMI_CONFIG_PASSPHRASE: "" }),
    PULUMI_STACK: DEFAULT_STACK,
    // Types are checked by `npm test`; checking them in each phase of each run costs 2-3 s.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // Only a stack on AWS needs a plugin. Looking for it costs 2.4 s in each phase where there is no network.
    ...(isLocal && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(isLocal && localService()),
  };
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, user[name] ?? value]));
}

/** The project's name, as Pulumi.yaml has it. */
export const projectName = (): string =>
  /^name: *["']?([\w.-]+)/m.exec(readFileSync(join(root, "Pulumi.yaml"), "utf8"))?.[1] ?? "ml-learn";

/** The stack at hand, without its organization. */
export const stackName = (): string => shortName(process.env.PULUMI_STACK ?? DEFAULT_STACK);

/** What a command of this project needs to be told of the stack at hand. */
export const stackOption = (): string => (stackName() === DEFAULT_STACK ? "" : ` -- --stack ${stackName()}`);

/** The organization of the stack at hand; a backend of files calls it so. */
export function organization(): string {
  const { PULUMI_STACK = "" } = process.env;
  return PULUMI_STACK.includes("/") ? PULUMI_STACK.split("/")[0] : "organization";
}

// ---

/** Where the local service answers, and its keys: for any AWS client. */
function localService(): Record<string, string> {
  const data = join(root, LOCAL_DATA);
  const { accessKeyId, secretAccessKey } = localCredentials(data);
  return {
    LOCAL_AWS_ENDPOINT: `http://127.0.0.1:${portOf(data)}`,
    LOCAL_AWS_ACCESS_KEY_ID: accessKeyId,
    LOCAL_AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

const shortName = (stack: string): string => stack.split("/").pop()!;

/** By the stack's configuration file: no Pulumi is asked for it. */
function isOnAws(stack: string): boolean {
  const file = join(root, `Pulumi.${shortName(stack)}.yaml`);
  return existsSync(file) && /^ *ml-learn:cloud: *["']?aws\b/m.test(readFileSync(file, "utf8"));
}
