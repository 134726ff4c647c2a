import type { Attribute } from "./attribute";
import { Encoder, fitColumns } from "./encode";
import { losses, type ModelType } from "./loss";
import { moments } from "./moments";
import { randomFrom, shuffle } from "./random";
import { parseRecipe } from "./recipe";
import { descend, rowLosses, type SgdOptions } from "./sgd";
import { encodeRows, type TrainingRows } from "./training-rows";

/** What data decide of how they are learned. */
export interface Tuning {
  recipe: string;
  rate: number;
  l2: number;
}

export interface TuningOptions extends Pick<SgdOptions, "l1" | "shuffle" | "random"> {
  type: ModelType;
  attributes: Attribute[];
  target: number;
  isInput: (index: number) => boolean;
  /** The simplest first: another one has to be clearly better. */
  recipes: string[];
  /** The amount to learn with; undefined to choose one. */
  l2: number | undefined;
  /** Of the training that is tuned, and the rows that it learns from. */
  passes: number;
  rows: number;
  /** A column's features are of so many tokens at most. */
  mostTokens: number;
  /** Called before each trial. */
  onTrial?: (progress: { trial: number; trials: number }) => void;
  /** Called after each trial, with the mean loss on rows that it did not learn from. */
  onTried?: (tried: Tuning & { loss: number; isBest: boolean }) => void;
}

/** Rows to try on; evenly spread over all, of which there are `count`. `see` is shown each of all. */
export function sampleRows(
  rows: Iterable<string[]>,
  columns: number,
  see: (cells: string[]) => void = () => undefined,
): { sample: string[][]; count: number } {
  const most = Math.max(Math.min(MAX_ROWS, Math.floor(MAX_CELLS / columns)), LEAST_ROWS);
  let [sample, stride, count] = [[] as string[][], 1, 0];
  for (const cells of rows) {
    see(cells);
    if (count % stride === 0) sample.push(cells);
    count++;
    if (sample.length > most) {
      sample = sample.filter((_, i) => i % 2 === 0);
      stride *= 2;
    }
  }
  return { sample, count };
}

/**
 * Chooses recipe, amount of L2 and rate, one after the other, by the loss on held-back tenths of the rows: the
 * first of each unless another is clearly better, as chance alone is at work in small differences. L2 begins at
 * 1 / rows, where scikit-learn's C is 1. It takes as long as the training, or as a second of multiplications.
 */
export function tune(sample: string[][], options: TuningOptions): Tuning {
  const { recipes, rows } = options;
  const amounts =
    options.l2 === undefined ? AMOUNTS.map((amount) => Number((amount / rows).toPrecision(2))) : [options.l2];
  const first = { recipe: recipes[0], l2: amounts[0], rate: RATES[0] };
  const trials = recipes.length + amounts.length + RATES.length - 2;
  if (trials === 1 || sample.length < LEAST_ROWS) return first;
  const trier = new Trier(sample, options, trials);
  const tell = ({ tuning, losses }: Trial, isBest: boolean) =>
    options.onTried?.({ ...tuning, loss: moments(losses).mean, isBest });
  let best = trier.try(first);
  tell(best, true);
  const challenge = (change: Partial<Tuning>, errors: number) => {
    const challenger = trier.try({ ...best.tuning, ...change });
    const isBest = isClearlyBetter(best.losses, challenger.losses, errors);
    tell(challenger, isBest);
    if (isBest) best = challenger;
  };
  for (const recipe of recipes.slice(1)) challenge({ recipe }, RECIPE_ERRORS);
  for (const l2 of amounts.slice(1)) challenge({ l2 }, AMOUNT_ERRORS);
  for (const rate of RATES.slice(1)) challenge({ rate }, RATE_ERRORS);
  return best.tuning;
}

// ---

const MAX_ROWS = 20_000;
const MAX_CELLS = 2_000_000;
const LEAST_ROWS = 20;

/** Multiples of 1 / rows. */
const AMOUNTS = [1, 0.1];
const RATES = [1, 2, 0.25];
/** By so many standard errors of the mean a recipe has to be better. Of 26 data sets none lost by it (bench/README.md). */
const RECIPE_ERRORS = 1;
const AMOUNT_ERRORS = 1.5;
const RATE_ERRORS = 1;

/** Multiplications that take about a second. */
const LEAST_WORK = 100e6;
const MAX_FOLDS = 5;
/** Shorter trainings favour what learns fast over what learns well. */
const LEAST_SHARE = 0.4;

interface Trial {
  tuning: Tuning;
  losses: Float64Array;
}

class Trier {
  private readonly encoded = new Map<string, TrainingRows & { features: number }>();
  private readonly folds: { held: Uint32Array; others: Uint32Array }[];
  private readonly passes: number;
  /** All trials draw alike, so that only what is tried differs. */
  private readonly seed: number;
  private trial = 0;

  constructor(
    private readonly sample: string[][],
    private readonly options: TuningOptions,
    private readonly trials: number,
  ) {
    const order = Uint32Array.from(sample, (_, i) => i);
    if (options.shuffle) shuffle(order, options.random);
    this.seed = Math.floor(options.random() * 2 ** 32);
    const { passes, rows, attributes, type } = options;
    const { rows: encoded, labels } = this.encode(options.recipes[0]);
    // A text has many features.
    const active = Math.max(encoded.indices.length / sample.length, attributes.length);
    const width = active * losses[type].outputs(labels.length);
    const affordable = Math.max(passes * rows * width, LEAST_WORK) / (sample.length * width * trials);
    const folds = Math.max(Math.min(Math.floor(affordable / (passes * LEAST_SHARE)), MAX_FOLDS), 1);
    this.passes = Math.max(Math.min(Math.floor(affordable / folds), passes), 2);
    this.folds = Array.from({ length: folds }, (_, fold) => ({
      held: order.filter((_, i) => i % 10 === 9 - fold),
      others: order.filter((_, i) => i % 10 !== 9 - fold),
    }));
  }

  /** The losses of all held-back rows, in the same order for each tuning. */
  try(tuning: Tuning): Trial {
    this.options.onTrial?.({ trial: ++this.trial, trials: this.trials });
    const { rows, labels, features } = this.encode(tuning.recipe);
    const { type, l1, shuffle } = this.options;
    const loss = losses[type];
    const options = { ...tuning, l1, shuffle, loss, outputs: loss.outputs(labels.length), features };
    const found: number[] = [];
    for (const { held, others } of this.folds) {
      const weights = descend(rows, others, { ...options, passes: this.passes, random: randomFrom(this.seed) });
      found.push(...rowLosses(rows, held, weights, options));
    }
    return { tuning, losses: Float64Array.from(found) };
  }

  private encode(recipe: string): TrainingRows & { features: number } {
    const known = this.encoded.get(recipe);
    if (known) return known;
    const { attributes, isInput, type, target, mostTokens } = this.options;
    const encoder = new Encoder(fitColumns(parseRecipe(recipe, attributes, isInput), this.sample, mostTokens));
    const made = { ...encodeRows(this.sample, encoder, type, target), features: encoder.size };
    this.encoded.set(recipe, made);
    return made;
  }
}

/** Whether the losses of the same rows are lower by so many standard errors; one that diverged has NaN and loses. */
function isClearlyBetter(before: Float64Array, now: Float64Array, errors: number): boolean {
  const gains = before.map((loss, i) => loss - now[i]);
  const { mean, deviation } = moments(gains);
  return mean > (errors * deviation) / Math.sqrt(gains.length) || (Number.isNaN(mean) && now.every(Number.isFinite));
}
