import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { categorical, numeric } from "../../features/columns";
import { defineFeatures, type FeatureDefinition } from "../../features/definition";
import { loadDefinition, type NamedDefinition } from "../../features/load-definition";
import type { Manifest } from "../../features/manifest";
import type { HoldOut } from "../../features/hold-out";
import { transform } from "../../features/transform";
import { temporaryFolder } from "../temporary-folder";
import { layout } from "../../plan/engines/amazon-ml/layout";

export const insuranceNumber = loadDefinition("insurance-number");
export const random: HoldOut = { strategy: "random" };

let definitions = 0;

/** A definition that is no file; each has a name of its own, since the name stands for what is defined. */
export const named = (definition: FeatureDefinition): NamedDefinition => ({
  ...defineFeatures(definition),
  name: `of-a-test-${definitions++}`,
});

type Extract = string | Buffer | Record<string, string | Buffer>;

/** A definition of classes `y` by a number `n` and a category `c`, but for what is said. */
export const definitionWith = (changes: Partial<FeatureDefinition> = {}): NamedDefinition =>
  named({
    label: { name: "y", type: "CATEGORICAL" },
    features: [numeric("n"), categorical("c")],
    examples: [{ n: "1", c: "x" }],
    ...changes,
  });

/** What `transform` is tested with: a folder for each test, extracts given as text. */
export function transforming(): {
  folder: () => string;
  /** Transforms an extract; several parts are several files. */
  run: (extract: Extract, options?: RunOptions) => Promise<Manifest>;
  /** By a definition of classes, a number and a category, but for what is said; with the features as they were written. */
  features: (extract: Extract, changes?: Partial<FeatureDefinition>) => Promise<{ manifest: Manifest; csv: string }>;
} {
  const folder = temporaryFolder();
  const tools: ReturnType<typeof transforming> = {
    folder,
    async features(extract, changes) {
      const manifest = await tools.run(extract, { definition: definitionWith(changes), holdOut: random });
      return { manifest, csv: readFileSync(join(folder(), "build", "features.csv"), "utf8") };
    },
    run: (extract, { definition = insuranceNumber, holdOut = random } = {}) => {
      const parts = typeof extract === "string" || Buffer.isBuffer(extract) ? { "extract.csv": extract } : extract;
      const files = Object.keys(parts).map((name) => join(folder(), name));
      Object.values(parts).forEach((part, i) => {
        mkdirSync(dirname(files[i]), { recursive: true });
        writeFileSync(files[i], part);
      });
      return transform({ definition, files, holdOut, layout, folder: join(folder(), "build") });
    },
  };
  return tools;
}

interface RunOptions {
  definition?: NamedDefinition;
  holdOut?: HoldOut;
}
