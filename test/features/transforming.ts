import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** What `transform` is tested with: a folder for each test, extracts given as text. */
export function transforming(): {
  folder: () => string;
  /** Transforms an extract; several parts are several files. */
  run: (extract: string | Buffer | Record<string, string | Buffer>, options?: RunOptions) => Promise<Manifest>;
} {
  const folder = temporaryFolder();
  return {
    folder,
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
}

interface RunOptions {
  definition?: NamedDefinition;
  holdOut?: HoldOut;
}
