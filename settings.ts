import { closest } from "fastest-levenshtein";
import { hasPassword } from "./features/extract/database-name";
import { isDatabase, type Source } from "./features/extract/source";
import type { HoldOut } from "./features/stable-split";
import { engineOf, engines } from "./plan/engines/engines";
import type { ComparisonLimits } from "./plan/comparison";
import type { GateLimits } from "./plan/gate";

/** The stack's configuration, checked. Keys, defaults and descriptions are in Pulumi.yaml. */
export interface Settings extends Source {
  /** The name of what learns. */
  engine: string;
  cloud: "local" | "aws";
  region: string;
  /** "" when the stack makes its own. */
  bucket: string;
  /** The only account that will do, 12 digits; "" for any. */
  allowedAccount: string;
  /** The name of an SSM parameter that tells what serves; "" for none. */
  parameter: string;
  /** US dollars; a run that would cost more stops in the preview. "" for no limit. */
  maximumRunCost: string;
  /** Gets news of runs by POST; "" for none. */
  webhook: string;
  queryTimeoutMinutes: number;
  /** The name of a feature definition. */
  definition: string;
  trainingPercent: number;
  splitSeed: string;
  holdOut: HoldOut;
  recipe: string;
  /** Amazon ML's training parameters. */
  parameters: Record<string, string>;
  timeoutMinutes: number;
  /** How many generations are kept, and how many of them answer. */
  keep: number;
  endpoints: number;
  /** The digest of a kept generation that is to serve, or how it begins; "" for that of the data at hand. */
  serve: string;
  approval: "none" | "required";
  /** The digest of the generation that was approved, and who did it when. */
  approved: string;
  /** A digest of a generation that may serve whatever its quality is, or how it begins. */
  accept: string;
  /** Whether the held-out rows are predicted, for the heat map; how many classes it shows by name. */
  report: boolean;
  heatMapClasses: number;
  gate: GateLimits;
  limits: ComparisonLimits;
}

/** Where values come from: the program's configuration, or what the CLI says of it. */
export interface Configuration {
  /** All keys that are set or have a default, without their namespace. */
  keys(): string[];
  /** The value of a key, as text. */
  get(key: string): string | undefined;
  isSecret(key: string): boolean;
}

/**
 * Reads the configuration.
 *
 * @throws Error that lists every key with a wrong value, what was expected and what was given
 */
export function readSettings(config: Configuration): Settings {
  const problems: string[] = [];
  const known = new Set<string>(["source"]);
  const read = <T extends string | number>(
    key: string,
    value: T,
    isGood: (value: T) => boolean,
    expected: string,
  ): T => {
    known.add(key);
    const given = config.isSecret(key)
      ? "a secret value that is not"
      : JSON.stringify(Number.isNaN(value) ? config.get(key) : value);
    if (!isGood(value)) problems.push(`  ml-learn:${key}: expected ${expected}, got ${given}`);
    return value;
  };
  const text = (key: string, isGood: (value: string) => boolean, expected: string) =>
    read(key, config.get(key) ?? "", isGood, expected);
  const whole = (key: string, low: number, high: number) =>
    read(
      key,
      Number(config.get(key)),
      (value) => Number.isInteger(value) && value >= low && value <= high,
      `a whole number from ${low} to ${high}`,
    );
  const share = (key: string) => text(key, isEmptyOrShare, "a number from 0 to 1, such as 0.1, or nothing");
  const digest = (key: string) =>
    text(key, (value) => /^([0-9a-f]{7,64})?$/.test(value), "7 to 64 digits of a generation's digest, or nothing");
  const isNotEmpty = (value: string) => value !== "";

  const cloud = text("cloud", (value) => value === "local" || value === "aws", "local or aws") as Settings["cloud"];
  const names = Object.keys(engines);
  const engine = text("engine", (value) => names.includes(value), names.join(" or "));
  const { regions, splits } = engineOf({ engine: names.includes(engine) ? engine : undefined });
  const source = (config.get("source") ?? "").trim();
  if (source === "" || (source.includes("://") && !isDatabase({ source })))
    // It may hold a password.
    problems.push(
      "  ml-learn:source: expected a CSV file, a folder or glob of such, or postgresql://…, got something else",
    );
  const trainingPercent = whole("trainingPercent", 1, 99);
  const splitSeed = text("splitSeed", isNotEmpty, "a text that is not empty");
  const split = text("split", (value) => splits.some((name) => name === value), splits.join(" or "));
  if (isDatabase({ source }) && hasPassword(source) && !config.isSecret("source"))
    problems.push(
      "  ml-learn:source: expected a URL with a password to be a secret (`npx pulumi config set --secret ml-learn:source …`), got it in clear. Or leave the password out: PGPASSWORD and ~/.pgpass are read",
    );
  const [keep, endpoints] = [whole("keep", 1, 100), whole("endpoints", 1, 100)];
  if (endpoints > keep)
    problems.push(
      `  ml-learn:endpoints: expected at most ml-learn:keep (${keep}), since only what is kept answers, got ${endpoints}`,
    );
  const settings: Settings = {
    engine,
    cloud,
    region: text("region", (value) => regions.includes(value), regions.join(" or ")),
    bucket: text(
      "bucket",
      (value) => /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/.test(value),
      "the name of a bucket, or nothing",
    ),
    allowedAccount: text("allowedAccount", (value) => /^(\d{12})?$/.test(value), "an account's 12 digits, or nothing"),
    parameter: text(
      "parameter",
      (value) => value === "" || (cloud === "aws" && /^(\/?[\w.-]+)(\/[\w.-]+)*$/.test(value)),
      "the name of an SSM parameter such as /ml-learn/prod, for the cloud aws, or nothing",
    ),
    maximumRunCost: text("maximumRunCost", isEmptyOrAmount, "US dollars such as 2.50, or nothing"),
    source,
    query: text("query", (value) => !isDatabase({ source }) || value.trim() !== "", "SQL, for a database"),
    webhook: text("webhook", isEmptyOrUrl, "an address that begins with https:// or http://, or nothing"),
    queryTimeoutMinutes: whole("queryTimeoutMinutes", 1, 24 * 60),
    definition: text("definition", isNotEmpty, "the name of a feature definition"),
    trainingPercent,
    splitSeed,
    holdOut: split === "stable" ? { strategy: "stable", trainingPercent, seed: splitSeed } : { strategy: "random" },
    recipe: text(
      "recipe",
      isEmptyOrRecipe,
      'a recipe as JSON, with a list of "outputs" and perhaps "groups" and "assignments", or nothing',
    ),
    parameters: {
      "sgd.maxPasses": String(whole("maxPasses", 1, 10_000)),
      "sgd.shuffleType": text("shuffleType", (value) => value === "auto" || value === "none", "auto or none"),
    },
    timeoutMinutes: whole("timeoutMinutes", 1, 7 * 24 * 60),
    keep,
    endpoints,
    serve: digest("serve"),
    approval: text(
      "approval",
      (value) => value === "none" || value === "required",
      "none or required",
    ) as Settings["approval"],
    approved: text(
      "approved",
      (value) => /^([0-9a-f]{64}( by .*)?)?$/.test(value),
      "the 64 digits of a generation's digest, as `npm run approve` sets them, or nothing",
    ),
    accept: digest("accept"),
    report: text("report", (value) => value === "true" || value === "false", "true or false") === "true",
    heatMapClasses: whole("heatMapClasses", 1, 100),
    gate: {
      minimumF1: share("minimumF1"),
      maximumF1Drop: share("maximumF1Drop"),
      maximumError: text("maximumError", isEmptyOrAmount, "a number from 0, or nothing"),
      maximumErrorRise: text("maximumErrorRise", isEmptyOrAmount, "a share such as 0.1, or nothing"),
    },
    limits: {
      maximumRowDrop: share("maximumRowDrop"),
      maximumShareMove: share("maximumShareMove"),
      goneClasses: text("goneClasses", (value) => value === "warn" || value === "stop", "warn or stop"),
    },
  };
  for (const key of config.keys().filter((key) => !known.has(key)))
    problems.push(
      `  ml-learn:${key}: there is no such setting. Is it ml-learn:${closest(key, [...known])}? To take it out: \`npx pulumi config rm ml-learn:${key}\``,
    );
  if (problems.length > 0)
    throw new Error(
      ["The configuration has wrong values:", ...problems, "Change them with `npx pulumi config set KEY VALUE`."].join(
        "\n",
      ),
    );
  return settings;
}

// ---

function isEmptyOrShare(value: string): boolean {
  return value === "" || (/^\d*\.?\d+$/.test(value) && Number(value) <= 1);
}

function isEmptyOrAmount(value: string): boolean {
  return /^(\d*\.?\d+)?$/.test(value);
}

function isEmptyOrUrl(value: string): boolean {
  return value === "" || (/^https?:\/\//.test(value) && URL.canParse(value));
}

/** Its form; what is in it the service reads. */
function isEmptyOrRecipe(value: string): boolean {
  if (value === "") return true;
  const isObject = (part: unknown) => typeof part === "object" && part !== null && !Array.isArray(part);
  try {
    const recipe = JSON.parse(value) as { groups?: unknown; assignments?: unknown; outputs?: unknown };
    const { groups = {}, assignments = {}, outputs } = recipe;
    return isObject(recipe) && isObject(groups) && isObject(assignments) && Array.isArray(outputs);
  } catch {
    return false;
  }
}
