import { closest } from "fastest-levenshtein";
import * as v from "valibot";
import { hasPassword } from "../features/extract/database-name";
import { isDatabase } from "../features/extract/source";
import type { HoldOut } from "../features/hold-out";
import type { ComparisonLimits } from "../plan/comparison";
import { engineOf, engines } from "../plan/engines/engines";
import type { GateLimits } from "../plan/gate";
import type { Setting, ValuesOf } from "./kinds";
import { allSettings, settings as table } from "./table";

type Values = ValuesOf<typeof table>;

/** The stack's configuration, checked; an empty text and undefined say that something was not given. */
export interface Settings extends Omit<Values, keyof GateLimits | keyof ComparisonLimits | "split"> {
  holdOut: HoldOut;
  gate: GateLimits;
  limits: ComparisonLimits;
}

/** Where values come from: the program's configuration, or what the CLI says of it. */
export interface Configuration {
  /** All keys that are set or have a default, without their namespace. */
  keys(): string[];
  get(key: string): string | undefined;
  isSecret(key: string): boolean;
}

/**
 * Reads the configuration.
 * @throws Error that lists every key with a wrong value, what was expected and what was given
 */
export function readSettings(config: Configuration): Settings {
  const known = allSettings();
  const problems: string[] = [];
  const values = Object.fromEntries(
    Object.entries(known).map(([key, setting]) => {
      const given = config.get(key) ?? String(setting.default);
      const read = v.safeParse(setting.schema, given);
      if (!read.success)
        problems.push(
          `  ml-learn:${key}: expected ${expectedOf(key, setting)}, got ${shown(config, key, setting, given)}`,
        );
      return [key, read.success ? read.output : given];
    }),
  ) as Values;
  problems.push(...contradictions(values, config));
  for (const key of config.keys().filter((key) => !Object.hasOwn(known, key)))
    problems.push(
      `  ml-learn:${key}: there is no such setting. Is it ml-learn:${closest(key, Object.keys(known))}? To take it out: \`npx pulumi config rm ml-learn:${key}\``,
    );
  if (problems.length > 0)
    throw new Error(
      ["The configuration has wrong values:", ...problems, "Change them with `npx pulumi config set KEY VALUE`."].join(
        "\n",
      ),
    );
  const { split, minimumF1, maximumF1Drop, maximumError, maximumErrorRise, ...others } = values;
  const { maximumRowDrop, maximumShareMove, goneClasses, ...rest } = others;
  const { trainingPercent, splitSeed: seed } = rest;
  return {
    ...rest,
    source: rest.source.trim(),
    holdOut: split === "stable" ? { strategy: "stable", trainingPercent, seed } : { strategy: "random" },
    gate: { minimumF1, maximumF1Drop, maximumError, maximumErrorRise },
    limits: { maximumRowDrop, maximumShareMove, goneClasses },
  };
}

// ---

/** Of an engine, which there are. */
const expectedOf = (key: string, { expected }: Setting): string =>
  key === "engine" ? Object.keys(engines).join(" or ") : expected;

/** A value as a person may see it. */
function shown(config: Configuration, key: string, { type }: Setting, given: string): string {
  if (config.isSecret(key)) return "a secret value that is not";
  return type === "string" || Number.isNaN(Number(given)) ? JSON.stringify(given) : given;
}

/** What is wrong with values beside others. */
function contradictions(values: Values, config: Configuration): string[] {
  const { cloud, region, parameter, split, query, keep, endpoints } = values;
  const source = values.source.trim();
  const { regions, splits } = engineOf(Object.hasOwn(engines, values.engine) ? values : {});
  const problems: string[] = [];
  const refuse = (key: string, expected: string, got: string) =>
    problems.push(`  ml-learn:${key}: expected ${expected}, got ${got}`);
  if (!regions.includes(region)) refuse("region", regions.join(" or "), JSON.stringify(region));
  if (!splits.includes(split)) refuse("split", splits.join(" or "), JSON.stringify(split));
  if (parameter !== "" && cloud !== "aws") refuse("parameter", table.parameter.expected, JSON.stringify(parameter));
  if (source === "" || (source.includes("://") && !isDatabase({ source })))
    // It may hold a password.
    refuse("source", table.source.expected, "something else");
  if (isDatabase({ source }) && query.trim() === "") refuse("query", table.query.expected, JSON.stringify(query));
  if (isDatabase({ source }) && hasPassword(source) && !config.isSecret("source"))
    refuse(
      "source",
      "a URL with a password to be a secret (`npx pulumi config set --secret ml-learn:source …`)",
      "it in clear. Or leave the password out: PGPASSWORD and ~/.pgpass are read",
    );
  if (endpoints > keep)
    refuse("endpoints", `at most ml-learn:keep (${keep}), since only what is kept answers`, String(endpoints));
  return problems;
}
