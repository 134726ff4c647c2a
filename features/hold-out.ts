import { DefinitionError, type FeatureDefinition } from "./definition";
import { SEPARATOR, sha256Bytes, wordAt } from "./digest";

/** Who is held out, so that a model is measured on rows that it did not learn from. */
export type HoldOut =
  /** Amazon ML draws them when it reads the features: by their place in the file. */
  | { strategy: "random" }
  /** Each row's own features decide. */
  | { strategy: "stable"; trainingPercent: number; seed: string }
  /** A column of the extract decides: rows of one customer, say, are never on both sides. */
  | { strategy: "group"; group: string; trainingPercent: number; seed: string }
  /** The newest rows, by a column with dates. */
  | { strategy: "time"; after: string; percent: number };

/** What the stack's settings say unless they say otherwise. */
export const DEFAULT_HOLD_OUT: HoldOut = { strategy: "stable", trainingPercent: 70, seed: "ml-learn" };

/**
 * Who is held out: as the definition says, else as the settings do.
 * @throws DefinitionError when the settings let Amazon ML draw, and the definition wants something of the rows' own
 */
export function holdOutOf({ heldOut, cutOff }: FeatureDefinition, settings: HoldOut): HoldOut {
  if (!heldOut && !cutOff) return settings;
  if (settings.strategy !== "stable")
    throw new DefinitionError(
      `Expected ml-learn:split stable with ${heldOut ? "heldOut" : "cutOff"} in the definition, got ${settings.strategy}: Amazon ML draws by a row's place in the file alone.`,
    );
  if (!heldOut) return settings;
  if ("group" in heldOut) return { ...settings, strategy: "group", group: heldOut.group };
  return { strategy: "time", after: heldOut.after, percent: heldOut.percent ?? 100 - settings.trainingPercent };
}

/**
 * The hash of a row's features: rows with equal features have equal ones, and of a stable split it decides the side.
 * @param joined label, row id if there is one, features, joined by `SEPARATOR`
 */
export function featuresHash(holdOut: HoldOut, joined: string, { rowId }: Pick<FeatureDefinition, "rowId">): string {
  const afterLabel = joined.indexOf(SEPARATOR) + 1;
  const features = joined.slice(rowId === undefined ? afterLabel : joined.indexOf(SEPARATOR, afterLabel) + 1);
  return sha256Bytes(holdOut.strategy === "stable" ? seeded(holdOut, features) : features);
}

/**
 * Whether a row is learned from, given the hash that decides: when the first 32 bits, as a share of 2^32,
 * are under the training share. So a row keeps its side as data grow, also when it is relabelled,
 * rows with equal features are never on both sides, and a larger share only adds to a smaller one.
 */
export function isForTraining(hash: string, trainingPercent: number): boolean {
  return (wordAt(hash, 0) / 2 ** 32) * 100 < trainingPercent;
}

/** Whether the rows of a group are learned from: so a group keeps its side as data grow. */
export const isGroupForTraining = (holdOut: HoldOut & { strategy: "group" }, group: string): boolean =>
  isForTraining(sha256Bytes(seeded(holdOut, group)), holdOut.trainingPercent);

// ---

const seeded = ({ seed }: { seed: string }, text: string): string => `${seed}${SEPARATOR}${text}`;
