import * as pulumi from "@pulumi/pulumi";

/** The stack's configuration, checked. Keys, defaults and descriptions are in Pulumi.yaml. */
export interface Settings {
  cloud: "local" | "aws";
  region: string;
  /** "" when the stack makes its own. */
  bucket: string;
  source: string;
  trainingPercent: number;
  splitSeed: string;
  recipe: string;
  /** Amazon ML's training parameters. */
  parameters: Record<string, string>;
  timeoutMinutes: number;
}

const REGIONS = ["us-east-1", "eu-west-1"];

/**
 * Reads the configuration.
 *
 * @throws Error that lists every key with a wrong value, what was expected and what was given
 */
export function readSettings(config = new pulumi.Config()): Settings {
  const problems: string[] = [];
  const read = <T extends string | number>(
    key: string,
    value: T,
    isGood: (value: T) => boolean,
    expected: string,
  ): T => {
    if (!isGood(value)) problems.push(`  ml-learn:${key}: expected ${expected}, got ${JSON.stringify(value)}`);
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
  const isNotEmpty = (value: string) => value !== "";

  const cloud = text("cloud", (value) => value === "local" || value === "aws", "local or aws") as Settings["cloud"];
  const settings: Settings = {
    cloud,
    region: text("region", (value) => REGIONS.includes(value), REGIONS.join(" or ")),
    bucket: text("bucket", (value) => cloud === "local" || value !== "", "the name of a bucket, for the cloud aws"),
    source: text("source", isNotEmpty, "a CSV file"),
    trainingPercent: whole("trainingPercent", 1, 99),
    splitSeed: text("splitSeed", isNotEmpty, "a text that is not empty"),
    recipe: text("recipe", isEmptyOrJson, "a recipe as JSON, or nothing"),
    parameters: {
      "sgd.maxPasses": String(whole("maxPasses", 1, 10_000)),
      "sgd.shuffleType": text("shuffleType", (value) => value === "auto" || value === "none", "auto or none"),
    },
    timeoutMinutes: whole("timeoutMinutes", 1, 7 * 24 * 60),
  };
  if (problems.length > 0)
    throw new Error(
      ["The configuration has wrong values:", ...problems, "Change them with `npx pulumi config set KEY VALUE`."].join(
        "\n",
      ),
    );
  return settings;
}

// ---

function isEmptyOrJson(value: string): boolean {
  if (value === "") return true;
  try {
    return typeof JSON.parse(value) === "object";
  } catch {
    return false;
  }
}
