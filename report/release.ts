import { rowTotals, type Confusion } from "../learning/confusion";
import type { ModelType } from "../learning/loss";
import { f1Scores } from "../learning/metrics";
import {
  baselineName,
  metricName,
  noiseOf,
  whyRefused,
  type GateLimits,
  type Quality,
  type Yardstick,
} from "../plan/gate";
import type { ServedOnce } from "../plan/ledger";
import type { HeldOut } from "./held-out";
import { shortDigest } from "../text/short-digest";

/** All that a person wants to know of a new model before it is trusted. */
export interface Release {
  project: string;
  stack: string;
  /** Digests, 64 hexadecimal digits each. */
  generation: string;
  dataset: string;
  features: string;
  modelId: string;
  created: string;
  modelType: ModelType;
  /** The name of the feature definition, and the column that is predicted. */
  definition: string;
  target: string;
  /** What 1 and 0 of a BINARY column are called, where they have names. */
  states?: Record<"1" | "0", string>;
  rows: number;
  /** Rows per class, in any order; empty of a regression. */
  classes: Record<string, number>;
  quality: Quality;
  /** The same for models whose figures can be compared. */
  measure?: string;
  /** Which rows are held out, in words; the recipe, "" for the service's own; the training parameters. */
  split?: string;
  recipe?: string;
  parameters?: Record<string, string>;
  /** Of a binary model for which one was set: the score from which on its answer is 1. */
  scoreThreshold?: number;
  /** How long its training computed, as the service counts it. */
  computeMs?: number;
  /** What the run said that it would do and why. */
  words: string[];
  /** What was new, in a few words; "" for a first model. */
  cause?: string;
  approval: string;
  /** Whose run made it, and of which commit, where that is known. */
  madeBy?: string;
  commit?: string;
  gate: { limits: GateLimits; isAccepted: boolean; yardstick?: Yardstick };
  /** Undefined when no batch prediction was made over the held-out rows. */
  heldOut?: HeldOut;
  /** Why it is not known what was predicted of them, though it was. */
  lost?: string;
  /** What served before; undefined for the first one. */
  before?: {
    generation: string;
    created: string;
    quality?: Quality;
    heldOut?: HeldOut;
    /** Why its figures can't be compared with the new ones. */
    incomparable?: string;
  };
  /** What served before, the oldest first; `since` in ISO 8601. */
  history: ServedOnce[];
}

/** What served before and was measured alike, then the new model. What does not say how it was measured is left out. */
export const comparableHistory = ({ history, quality, generation, created, measure }: Release): ServedOnce[] => [
  ...history.filter((served) => served.metric === quality.metric && served.measure === measure),
  { generation, since: created, ...quality },
];

/**
 * How good a model would be that knows nothing of a row: one that always says the class with the
 * most rows (macro F1), chance (AUC), the mean (root mean square error). Developer Guide,
 * "Evaluating ML Models".
 */
export function baseline({ modelType, classes, heldOut, gate }: Release): number | undefined {
  if (modelType === "BINARY") return 0.5;
  if (modelType === "REGRESSION") return heldOut?.error?.mean ?? gate.yardstick?.baseline;
  if (!heldOut?.confusion) return undefined;
  const { labels, counts } = heldOut.confusion;
  const totals = rowTotals(heldOut.confusion);
  const biggest = Math.max(...Object.values(classes));
  const own = totals[labels.findIndex((label) => classes[label] === biggest)] ?? 0;
  const kinds = counts.filter((_, c) => totals[c] > 0).length;
  // Precision own / rows, recall 1; all other classes have no true positive.
  return (2 * own) / (heldOut.rows + own) / kinds;
}

export function accuracy({ counts }: Confusion): number {
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, row, c) => sum + row[c], 0) / all;
}

/** The share of the rows that always saying one class gets right, at the most. */
export function largestShare(confusion: Confusion): number {
  const totals = rowTotals(confusion);
  return Math.max(...totals) / totals.reduce((sum, rows) => sum + rows, 0);
}

export interface ClassScore {
  label: string;
  rows: number;
  f1: number | undefined;
  /** That of the model that served; undefined when it did not know the class, or is not known. */
  before: number | undefined;
}

/**
 * F1 of each class that occurs: first what changed most, measured in what chance does to a class of so many rows
 * (its standard error goes by the root of them), then the most frequent.
 */
export function classScores(now: Confusion, before: Confusion | undefined): ClassScore[] {
  const totals = rowTotals(now);
  const [scores, old] = [f1Scores(now.counts), before && f1Scores(before.counts)];
  const moved = ({ rows, f1, before }: ClassScore) =>
    f1 === undefined || before === undefined ? 0 : Math.abs(f1 - before) * Math.sqrt(rows);
  return now.labels
    .map((label, c) => ({ label, rows: totals[c], f1: scores[c], before: old?.[before!.labels.indexOf(label)] }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => moved(b) - moved(a) || b.rows - a.rows || (a.label < b.label ? -1 : 1));
}

export interface Mistake {
  truth: string;
  predicted: string;
  count: number;
  /** Of the rows of the true class. */
  share: number;
}

export function worstMistakes(confusion: Confusion, shown = 10): Mistake[] {
  const { labels, counts } = confusion;
  const totals = rowTotals(confusion);
  return counts
    .flatMap((row, t) =>
      row.map((count, p) => ({
        truth: labels[t],
        predicted: labels[p],
        count,
        share: count / totals[t],
        isRight: t === p,
      })),
    )
    .filter(({ count, isRight }) => count > 0 && !isRight)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, shown)
    .map(({ isRight: _, ...mistake }) => mistake);
}

/** How far chance may move its figure; undefined when too little is known. */
export const noise = ({ quality, gate }: Release): number | undefined =>
  noiseOf(quality, gate.yardstick?.heldOut ?? []);

/** Numbers of both models beside each other; undefined where there is none. */
export function figures(release: Release): { name: string; before?: number; now?: number; noise?: number }[] {
  const { quality, before, heldOut } = release;
  const metric = metricName(quality.metric);
  const own = noise(release);
  const isSame = before?.quality?.metric === quality.metric;
  const old = before?.heldOut;
  const right = (held: HeldOut | undefined) => held?.confusion && accuracy(held.confusion);
  return [
    {
      name: metric,
      before: isSame ? before.quality!.value : undefined,
      now: quality.value,
      ...(own !== undefined && { noise: own }),
    },
    { name: `baseline: ${baselineName(quality.metric)}`, now: baseline(release) },
    ...(heldOut?.confusion
      ? [
          { name: "share of rows that are right", before: right(old), now: right(heldOut) },
          { name: "baseline: share of the largest class", now: largestShare(heldOut.confusion) },
        ]
      : []),
    ...(heldOut?.top3 === undefined
      ? []
      : [{ name: "share of rows with the right one among the first three", before: old?.top3, now: heldOut.top3 }]),
  ];
}

/** What the command is that lets a refused model serve all the same; "" for one that is not refused. */
export function acceptCommand({ quality, before, gate, generation }: Release): string {
  const { limits, isAccepted, yardstick = { heldOut: [] } } = gate;
  if (isAccepted || whyRefused(quality, before?.quality, limits, yardstick) === undefined) return "";
  return `npx pulumi config set ml-learn:accept ${shortDigest(generation)}\nnpx pulumi up --yes`;
}

/** What the commands are that undo the switch to a release; "" when nothing served before. */
export const rollbackCommands = ({ before }: Pick<Release, "before">): string =>
  before ? `npx pulumi config set ml-learn:serve ${shortDigest(before.generation)}\nnpx pulumi up --yes` : "";
