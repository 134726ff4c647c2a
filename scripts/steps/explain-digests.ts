import type { FeatureDefinition } from "../../features/definition";
import { parametersText, SEPARATOR } from "../../features/digest";
import type { Manifest } from "../../features/manifest";
import type { Learning } from "../../plan/engines/engine";
import { engineOf } from "../../plan/engines/engines";
import { digestsOf, rowsDigest, withLearning, type LearningSettings } from "../../plan/digests";

/** What the digests are made of, in full, so that anyone can make them again. U+001F is shown as its picture. */
export function explainDigests(
  features: Manifest,
  definition: FeatureDefinition,
  given?: Omit<LearningSettings, keyof Learning> & { engine: string },
): string {
  const { header, rows, sum } = features.digestParts;
  const lines: [name: string, value: string][] = [
    ["features", features.digest],
    ["  = SHA-256 of three lines", ""],
    ["  header", header],
    ["  rows", rows],
    ["  sum", sum],
  ];
  if (given) {
    const engine = engineOf(given);
    const settings = withLearning(engine, given, features, definition);
    const { dataset, generation, splitIdentity, modelType } = digestsOf(engine, features, definition, settings);
    lines.push(
      ["dataset", dataset],
      ["  = SHA-256 of these, joined by U+001F", ""],
      ["  features", rowsDigest(features)],
      ...heldOutLines(features),
      ["  schema", features.schema],
      ["  split", splitIdentity],
      ["generation", generation],
      ["  = SHA-256 of these, joined by U+001F", ""],
      ["  dataset", dataset],
      ["  recipe", settings.recipe || "(empty: the service's own)"],
      ["  model type", modelType],
      ["  parameters", parametersText(settings.parameters)],
    );
  }
  return lines
    .map(([name, value]) => (value === "" ? name : `${name.padEnd(14)}${value.replaceAll(SEPARATOR, "\u241f")}`))
    .join("\n");
}

// ---

/** Where it is not the features that decide who is held out, both stand for them. */
const heldOutLines = ({ digest, heldOutDigest }: Manifest): [name: string, value: string][] =>
  heldOutDigest === undefined
    ? []
    : [
        ["    = SHA-256 of these, joined by U+001F", ""],
        ["    features", digest],
        ["    held out", heldOutDigest],
      ];
