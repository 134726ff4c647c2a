import { shortDigest } from "./identity";
import { servingGeneration, whatIsMissing, type Ledger, type PastGeneration } from "./ledger";

export interface DecisionSettings {
  /** How many generations are kept. */
  keep: number;
  /** How many of them answer. */
  endpoints: number;
  /** The digest of a kept generation that is to serve, or how it begins; "" for that of the data at hand. */
  serve: string;
}

/** What a run will leave. */
export interface Decision {
  /** The generation that serves after the run. */
  target: string;
  /** Whether `target` was chosen by a pin, whatever the data at hand are. */
  isPinned: boolean;
  /** Whether something of the data's own generation is to be made. */
  isNew: boolean;
  /** Earlier generations that stay, the newest first; the data's own one may be among them. */
  kept: PastGeneration[];
  /** The generations that answer after the run. */
  answering: string[];
  /** Those that go: the newest first, each with a reason where it is not just its age. */
  deleted: { generation: PastGeneration; reason?: string }[];
}

/**
 * Decides what stays and what serves.
 *
 * Kept are the newest whole generations, the one that is to serve and the one that serves. When
 * it is not known which one serves, no endpoint is taken down.
 *
 * @param own the digest of the generation of the data at hand
 * @throws Error when the pin fits no kept generation, or several
 */
export function decide(ledger: Ledger, own: string, { keep, endpoints, serve }: DecisionSettings): Decision {
  const { generations } = ledger;
  const serving = servingGeneration(ledger);
  const isWhole = (generation: PastGeneration) => generation.isReleased && !whatIsMissing(ledger, generation);
  const target = serve === "" ? own : pinned(generations.filter(isWhole), serve);

  const stays = new Set([target]);
  if (serving) stays.add(serving.digest);
  // A run that knows nothing of a switch must not undo one.
  else for (const { digest, endpoint } of generations) if (endpoint) stays.add(digest);
  for (const generation of generations) if (stays.size < keep && isWhole(generation)) stays.add(generation.digest);

  const kept = generations.filter(({ digest }) => stays.has(digest));
  const past = generations.find(({ digest }) => digest === own);
  return {
    target,
    isPinned: serve !== "",
    isNew: serve === "" && !(past && isWhole(past)),
    kept,
    answering: answering(kept, target, serving, endpoints),
    deleted: generations
      .filter(({ digest }) => !stays.has(digest))
      .map((generation) => ({ generation, reason: reasonToDelete(ledger, generation) })),
  };
}

// ---

/** 7 digits, as in Git, are enough to tell generations apart. */
const MIN_PIN = 7;

function pinned(whole: PastGeneration[], serve: string): string {
  const found = serve.length < MIN_PIN ? [] : whole.filter(({ digest }) => digest.startsWith(serve));
  if (found.length === 1) return found[0].digest;
  const list = whole.map(({ digest, created }) => `  ${shortDigest(digest)}, trained ${created.slice(0, 10)}`);
  throw new Error(
    [
      `Expected at least ${MIN_PIN} digits of one kept generation in ml-learn:serve, got '${serve}'${found.length > 1 ? ", which fits several" : ""}. Kept are:`,
      ...(list.length > 0 ? list : ["  none"]),
    ].join("\n"),
  );
}

/** The one that is to serve, the one that serves, then those that began to answer last. */
function answering(
  kept: PastGeneration[],
  target: string,
  serving: PastGeneration | undefined,
  endpoints: number,
): string[] {
  const others = kept
    .filter(({ endpoint, digest }) => endpoint && digest !== target)
    .sort((a, b) => {
      if (a === serving || b === serving) return a === serving ? -1 : 1;
      return a.endpoint!.mounted < b.endpoint!.mounted ? 1 : -1;
    })
    .map(({ digest }) => digest);
  return [target, ...(serving ? others.slice(0, endpoints - 1) : others)];
}

function reasonToDelete(ledger: Ledger, generation: PastGeneration): string | undefined {
  const missing = whatIsMissing(ledger, generation);
  if (missing) return `half made: it lacks ${missing}`;
  return generation.isReleased ? undefined : "it was refused, or never served";
}
