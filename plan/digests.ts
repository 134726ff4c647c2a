import { modelTypes, type FeatureDefinition, type ModelType } from "../features/definition";
import { datasetDigest, generationDigest, sha256, SEPARATOR } from "../features/digest";
import { inputsOf } from "../features/schema";
import type { Manifest } from "../features/manifest";
import type { HoldOut } from "../features/hold-out";
import type { Engine, Learning } from "./engines/engine";
import { heldOutRows } from "./held-out";

export interface LearningSettings extends Learning {
  holdOut: HoldOut;
  trainingPercent: number;
  splitSeed: string;
}

/** Settings, who is held out of these features, and how the engine learns from these features by them. */
export const withLearning = <S extends Omit<LearningSettings, keyof Learning>>(
  engine: Engine,
  settings: S,
  features: Manifest,
  { label: { threshold } }: Pick<FeatureDefinition, "label">,
): S & Learning => {
  const given = { ...settings, holdOut: features.holdOut };
  const rows = features.rows - heldOutRows(given, features);
  return { ...given, ...engine.learning(settings, { rows, inputs: inputsOf(features.schema), threshold }) };
};

/** The digests of a run, 64 hexadecimal digits each, and what they are made of beside the features. */
export interface Digests {
  /** What lies in S3: the features, and which of them is in which file. */
  upload: string;
  dataset: string;
  generation: string;
  /** How rows are held out, as the dataset digest sees it. */
  splitIdentity: string;
  modelType: ModelType;
}

export function digestsOf(
  engine: Engine,
  features: Manifest,
  { label }: FeatureDefinition,
  settings: LearningSettings,
): Digests {
  const { holdOut, trainingPercent, splitSeed, recipe, parameters } = settings;
  const splitIdentity = engine.splitIdentity(holdOut, trainingPercent, splitSeed);
  const modelType = modelTypes[label.type];
  const dataset = datasetDigest(rowsDigest(features), features.schema, splitIdentity);
  return {
    upload: uploadDigest(features),
    dataset,
    generation: generationDigest(dataset, recipe, modelType, parameters),
    splitIdentity,
    modelType,
  };
}

/** Features are told by their own digest; where it is not these that decide, also by which rows are held out. */
export const rowsDigest = ({ digest, heldOutDigest }: Pick<Manifest, "digest" | "heldOutDigest">): string =>
  heldOutDigest === undefined ? digest : sha256([digest, heldOutDigest].join(SEPARATOR));

/** In one file, features are told by their own digest; in two, also by what decides the file. */
export function uploadDigest(features: Pick<Manifest, "digest" | "heldOutDigest" | "holdOut">): string {
  const { digest, holdOut } = features;
  return holdOut.strategy === "random"
    ? digest
    : sha256([rowsDigest(features), JSON.stringify(holdOut)].join(SEPARATOR));
}
