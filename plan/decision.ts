import { generationOf, servingGeneration, type Ledger, type PastGeneration } from "./ledger";
import { shortDigest } from "../text/short-digest";

export interface DecisionSettings {
  keep: number;
  /** How many of them answer. */
  endpoints: number;
  /** The digest of a kept generation that is to serve, or how it begins; "" for that of the data at hand. */
  serve: string;
  /** Digests of generations that no clean-up takes, or how they begin. They do not count in `keep`. */
  held: string[];
}

export interface Decision {
  next: string;
  /** Whether `next` was chosen by a pin, whatever the data at hand are. */
  isPinned: boolean;
  /** Whether something of the data's own generation is to be made. */
  isNew: boolean;
  /** Earlier generations that stay, the newest first; the data's own one may be among them. */
  kept: PastGeneration[];
  answering: string[];
  /** Those that go: the newest first, each with a reason where it is not just its age. */
  deleted: { generation: PastGeneration; reason?: string }[];
  /** What is left of generations whose model is gone, and data sets that no generation uses: they go too. */
  remains: string[];
  unusedDatasets: string[];
}

/**
 * Decides what stays and what serves.
 *
 * Kept are the newest whole generations, those that are held, the one that is to serve and the one
 * that serves. When it is not known which one serves, no endpoint is taken down.
 * @param own the digest of the generation of the data at hand; `ownDataset`, that of its data set
 * @throws Error when the pin fits no kept generation, or several
 */
export function decide(
  ledger: Ledger,
  own: string,
  ownDataset: string,
  { keep, endpoints, serve, held }: DecisionSettings,
): Decision {
  const { generations } = ledger;
  const serving = servingGeneration(ledger);
  const isWhole = (generation: PastGeneration) => generation.isReleased && generation.missing === undefined;
  const isServable = (generation: PastGeneration) => isWhole(generation) || generation === serving;
  const next = serve === "" ? own : pinned(ledger, generations.filter(isServable), serve);

  const stays = new Set([next]);
  if (serving) stays.add(serving.digest);
  // A run that knows nothing of a switch must not undo one.
  else for (const { digest, endpoint } of generations) if (endpoint) stays.add(digest);
  const isHeld = (digest: string) => held.some((one) => digest.startsWith(one));
  let places = keep - [...stays].filter((digest) => !isHeld(digest)).length;
  for (const generation of generations.filter(({ digest }) => !stays.has(digest))) {
    // What is held stays, whatever it lacks by now.
    const stay = isHeld(generation.digest) ? generation.isReleased : isWhole(generation) && places-- > 0;
    if (stay) stays.add(generation.digest);
  }

  const kept = generations.filter(({ digest }) => stays.has(digest));
  const past = generationOf(ledger, own);
  const used = new Set(kept.map(({ dataset }) => dataset));
  if (serve === "") used.add(ownDataset);
  return {
    next,
    isPinned: serve !== "",
    isNew: serve === "" && !(past && isWhole(past)),
    kept,
    answering: answering(ledger, kept, next, serving, endpoints),
    deleted: generations
      .filter(({ digest }) => !stays.has(digest))
      .map((generation) => ({ generation, reason: reasonToDelete(generation) })),
    remains: ledger.remains.filter((digest) => digest !== own || serve !== ""),
    // Those of generations that are deleted go with them, unsaid.
    unusedDatasets: [...ledger.datasets.keys()].filter(
      (digest) => !used.has(digest) && !generations.some(({ dataset }) => dataset === digest),
    ),
  };
}

// ---

/** 7 digits, as in Git, are enough to tell generations apart. */
const MIN_PIN = 7;

function pinned(ledger: Ledger, whole: PastGeneration[], serve: string): string {
  const found = serve.length < MIN_PIN ? [] : whole.filter(({ digest }) => digest.startsWith(serve));
  if (found.length === 1) return found[0].digest;
  const half = serve.length < MIN_PIN ? undefined : ledger.generations.find(({ digest }) => digest.startsWith(serve));
  const why = found.length > 1 ? ", which fits several" : half ? `, which ${whyNotServable(half)}` : "";
  const list = whole.map(({ digest, created }) => `  ${shortDigest(digest)}, trained ${created.slice(0, 10)}`);
  throw new Error(
    [
      `Expected at least ${MIN_PIN} digits of one kept generation in ml-learn:serve, got '${serve}'${why}. Kept are:`,
      ...(list.length > 0 ? list : ["  none"]),
    ].join("\n"),
  );
}

const whyNotServable = ({ missing }: PastGeneration): string =>
  missing !== undefined ? `lacks ${missing}` : "was refused, or never served";

/** The one that is to serve, the one that serves, then those that served last. */
function answering(
  ledger: Ledger,
  kept: PastGeneration[],
  next: string,
  serving: PastGeneration | undefined,
  endpoints: number,
): string[] {
  const since = ({ digest, endpoint }: PastGeneration) => ledger.servedSince[digest] ?? endpoint!.mounted;
  const others = kept
    .filter(({ endpoint, digest }) => endpoint && digest !== next)
    .sort((a, b) => {
      if (a === serving || b === serving) return a === serving ? -1 : 1;
      return since(a) < since(b) ? 1 : -1;
    })
    .map(({ digest }) => digest);
  return [next, ...(serving ? others.slice(0, endpoints - 1) : others)];
}

function reasonToDelete({ missing, isReleased }: PastGeneration): string | undefined {
  if (missing !== undefined) return `half made: it lacks ${missing}`;
  return isReleased ? undefined : "it was refused, or never served";
}
