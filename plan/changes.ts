import type { HoldOut } from "../features/hold-out";
import type { Manifest } from "../features/manifest";
import type { RowChanges } from "../features/row-changes";
import type { LearningSettings } from "./digests";
import type { Ledger, PastGeneration } from "./ledger";

export interface Changes {
  /** Rows of the serving features and of those at hand. */
  rows: { before: number; after: number };
  /** Which rows; undefined when they are the same, have other columns, or could not be compared. */
  which?: RowChanges;
  /** Why it is not known which; undefined when it is, or the features are the same. */
  whichIsUnknown?: string;
  areFeaturesNew: boolean;
  classes: { before: number; after: number; added: string[]; gone: string[] };
  columns: { before: number; after: number; added: string[]; gone: string[]; retyped: string[]; areReordered: boolean };
  definition?: { before: string; after: string };
  /** The columns are the same, and still hardly a row has the same features. */
  isDefinitionSuspected: boolean;
  isRecipeNew: boolean;
  /** `isDefault`: nobody has set it. */
  parameters: { name: string; before: string; after: string; isDefault: boolean }[];
  split?: { before: string; after: string };
  /** Classes whose share of the rows moved, the most moved first: shares from 0 to 1. */
  shares: { label: string; before: number; after: number }[];
}

export interface Own {
  features: Manifest;
  definition: string;
  splitIdentity: string;
  settings: LearningSettings;
}

/** The features digest, and all that is known of those of a past generation. */
export function pastFeatures(ledger: Ledger, generation: PastGeneration) {
  const dataset = ledger.datasets.get(generation.dataset);
  const upload = dataset && ledger.uploads.get(dataset.upload);
  return dataset && upload ? { dataset, upload } : undefined;
}

/**
 * Compares what serves with what the data at hand would make; undefined when the state has lost
 * what the serving generation was made of.
 * @param which what came of comparing rows, or why they were not compared; undefined for equal features
 */
export function changesSince(
  ledger: Ledger,
  serving: PastGeneration,
  { features, definition, splitIdentity, settings }: Own,
  which: RowChanges | string | undefined,
): Changes | undefined {
  const past = pastFeatures(ledger, serving);
  if (!past) return undefined;
  const { upload, dataset } = past;
  const columns = compareColumns(dataset.schema, features.schema);
  const rows = { before: upload.rows, after: features.rows };
  const known = typeof which === "object" ? which : undefined;
  const names = new Set([...Object.keys(serving.parameters), ...Object.keys(settings.parameters)]);
  return {
    rows,
    ...(known && { which: known }),
    ...(typeof which === "string" && { whichIsUnknown: which }),
    areFeaturesNew: upload.features !== features.digest,
    classes: compareClasses(upload.classes, features.classes),
    columns,
    ...(serving.definition !== definition && { definition: { before: serving.definition, after: definition } }),
    isDefinitionSuspected:
      serving.definition === definition &&
      known !== undefined &&
      Math.min(known.added, known.removed) > 0.9 * rows.before,
    isRecipeNew: serving.recipe !== settings.recipe,
    parameters: [...names]
      .map((name) => ({
        name,
        before: serving.parameters[name] ?? "none",
        after: settings.parameters[name] ?? "none",
        isDefault: settings.defaults.includes(name),
      }))
      .filter(({ before, after }) => before !== after),
    ...(dataset.splitIdentity !== splitIdentity && {
      split: { before: describeSplit(dataset.splitIdentity), after: describeSplit(splitIdentity) },
    }),
    shares: movedShares(upload.classes, features.classes),
  };
}

/** `random, 70 % (seed ml-learn)`; `by customer, 70 % (seed ml-learn)`; `the newest by sent, 30 %`. */
export function describeSplit(identity: string): string {
  const split = JSON.parse(identity) as
    | Exclude<HoldOut, { strategy: "random" }>
    | { splitting: { percentEnd: number; strategyParams: { randomSeed: string } }; strategy?: undefined };
  if (split.strategy === "time") return `the newest by ${split.after}, ${split.percent} %`;
  if (split.strategy === "group") return `by ${split.group}, ${split.trainingPercent} % (seed ${split.seed})`;
  if (split.strategy === "stable") return `stable, ${split.trainingPercent} % (seed ${split.seed})`;
  const { percentEnd, strategyParams } = split.splitting;
  return `random, ${percentEnd} % (seed ${strategyParams.randomSeed})`;
}

// ---

interface Schema {
  attributes: { attributeName: string; attributeType: string }[];
}

function compareColumns(before: string, after: string): Changes["columns"] {
  const [old, now] = [before, after].map((schema) => (JSON.parse(schema) as Schema).attributes);
  const typeOf = new Map(old.map(({ attributeName, attributeType }) => [attributeName, attributeType]));
  const names = (attributes: Schema["attributes"]) => attributes.map(({ attributeName }) => attributeName);
  const added = names(now).filter((name) => !typeOf.has(name));
  const gone = names(old).filter((name) => !names(now).includes(name));
  const retyped = now
    .filter(({ attributeName: name, attributeType: type }) => typeOf.has(name) && typeOf.get(name) !== type)
    .map(({ attributeName }) => attributeName);
  const areReordered = added.length + gone.length === 0 && names(old).join("\n") !== names(now).join("\n");
  return { before: old.length, after: now.length, added, gone, retyped, areReordered };
}

function compareClasses(before: Record<string, number>, after: Record<string, number>): Changes["classes"] {
  const [old, now] = [Object.keys(before), Object.keys(after)];
  return {
    before: old.length,
    after: now.length,
    added: now.filter((label) => !Object.hasOwn(before, label)),
    gone: old.filter((label) => !Object.hasOwn(after, label)),
  };
}

function movedShares(before: Record<string, number>, after: Record<string, number>): Changes["shares"] {
  const total = (classes: Record<string, number>) => Object.values(classes).reduce((sum, rows) => sum + rows, 0);
  const [old, now] = [total(before), total(after)];
  if (old === 0 || now === 0) return [];
  // Rounded, so that equal moves are equal.
  const move = ({ before, after }: { before: number; after: number }) => Math.round(Math.abs(after - before) * 1e9);
  return Object.keys(after)
    .filter((label) => Object.hasOwn(before, label))
    .map((label) => ({ label, before: before[label] / old, after: after[label] / now }))
    .filter((share) => move(share) > 0)
    .sort((a, b) => move(b) - move(a) || (a.label < b.label ? -1 : 1));
}
