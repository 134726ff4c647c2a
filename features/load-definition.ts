import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DefinitionError, type FeatureDefinition } from "./definition";
import { definitionProblems } from "./definition-problems";

export type NamedDefinition = FeatureDefinition & { name: string };

/** The sample's; the default of the stack's setting too (Pulumi.yaml). */
export const DEFAULT_DEFINITION = "insurance-number";

const FOLDER = join(__dirname, "definitions");

export const definitionNames = (folder = FOLDER): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();

/**
 * The definition in `features/definitions/<name>.ts`.
 * @throws DefinitionError that lists all that is wrong with it
 */
export function loadDefinition(name: string, folder = FOLDER): NamedDefinition {
  const file = join(folder, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    throw new DefinitionError(
      `Expected the name of a feature definition in ml-learn:definition (${definitionNames(folder).join(", ")}), got '${name}'. A new one is a file features/definitions/<name>.ts.`,
    );
  }
  // Computed columns may read dates: they have to be the same wherever that is done.
  process.env.TZ = "UTC";
  const [definition, ...problems] = definitionIn(file);
  if (problems.length > 0)
    throw new DefinitionError(
      [`The feature definition features/definitions/${name}.ts cannot be used:`, ...problems].join("\n  "),
    );
  return { ...definition!, name };
}

/** What was loaded is read from its file again: it may be another by now. */
export function forgetDefinitions(folder = FOLDER): void {
  for (const file of Object.keys(require.cache)) if (file.startsWith(join(folder, "/"))) delete require.cache[file];
}

// ---

/** What a file exports, and all that is wrong with it. */
function definitionIn(file: string): [definition: FeatureDefinition | undefined, ...problems: string[]] {
  try {
    // A user's own file: known only by its name, and only now.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const definition = (require(file) as { default?: FeatureDefinition }).default;
    if (!definition) return [undefined, "expected `export default defineFeatures({ … })`"];
    return [definition, ...definitionProblems(definition)];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return [undefined, error.message];
  }
}
