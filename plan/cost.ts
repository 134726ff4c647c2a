import { generationOf, type Ledger, type PastGeneration } from "./ledger";
import { HOURS_A_MONTH, prices } from "./price-list";
import type { Decision } from "./decision";
import type { Work } from "./work";

/** What a run costs on AWS, about, in US dollars; S3 is extra. */
export interface Cost {
  /** For statistics, training and evaluation. */
  computeHours: number;
  /** Nothing is known of earlier jobs, so that each is taken to last `ASSUMED_HOURS`. */
  isAssumed: boolean;
  compute: number;
  predictions: number;
  /** Of the run, once. */
  total: number;
  /** Of the endpoints that are there before and after the run. */
  monthly: { before: number; after: number };
}

/** Amazon ML's own. */
const DEFAULT_PASSES = 10;

/** Small jobs took some minutes in published logs. */
export const ASSUMED_HOURS = 0.1;

/**
 * The costs of a run: jobs are taken to last as long for each row, and training for each pass, as those of
 * the generation that it is compared with; a new model to be as big.
 */
export function costOf(
  ledger: Ledger,
  decision: Decision,
  work: Work,
  compared: PastGeneration | undefined,
  rows: number,
  parameters: Record<string, string>,
): Cost {
  const dataset = compared && ledger.datasets.get(compared.dataset);
  const before = dataset && ledger.uploads.get(dataset.upload);
  const scale = before && before.rows > 0 ? rows / before.rows : 1;
  const hours = (ms: number | undefined) => (ms === undefined ? ASSUMED_HOURS : (ms / 3_600_000) * scale);
  const known = compared?.computeMs;
  const passesOf = (parameters: Record<string, string> = {}) => Number(parameters["sgd.maxPasses"] ?? DEFAULT_PASSES);
  // At the most: a model may need fewer.
  const passes = passesOf(parameters) / passesOf(compared?.parameters);
  const computeHours =
    work.dataSources * hours(known && known.dataSources / 2) +
    work.models * hours(known?.model) * (known ? passes : 1) +
    work.evaluations * hours(known?.evaluation);
  const compute = computeHours * prices.computeHour;
  const predictions = Math.ceil(work.predictedRows / 1000) * prices.thousandPredictions;
  const monthly = (digests: string[]) =>
    digests.reduce((sum, digest) => {
      const { sizeInBytes = 0 } = generationOf(ledger, digest) ?? compared ?? {};
      const started = Math.max(1, Math.ceil(sizeInBytes / 10e6));
      return sum + started * prices.endpointHourPer10Mb * HOURS_A_MONTH;
    }, 0);
  return {
    computeHours,
    isAssumed: computeHours > 0 && !known,
    compute,
    predictions,
    total: compute + predictions,
    monthly: {
      before: monthly(ledger.generations.filter(({ endpoint }) => endpoint).map(({ digest }) => digest)),
      after: monthly(decision.answering),
    },
  };
}

/** Why a run stops that costs too much; none when it may go on. */
export function whyTooDear({ total }: Cost, maximumRunCost: string): string[] {
  if (maximumRunCost === "" || total <= Number(maximumRunCost)) return [];
  return [`The run would cost about ${dollars(total)}: expected at most $${maximumRunCost} (ml-learn:maximumRunCost)`];
}

/** The cost in words, with how it comes about. */
export function costLines(cost: Cost, work: Work): string[] {
  const { computeHours, isAssumed, compute, predictions, total, monthly } = cost;
  const thousands = Math.ceil(work.predictedRows / 1000);
  const parts = [
    ...(computeHours > 0
      ? [
          `${dollars(compute)} for ${computeHours.toFixed(2)} compute hours at $${prices.computeHour} (${isAssumed ? `taken to be ${ASSUMED_HOURS} for each job` : "as long as the last ones"})`,
        ]
      : []),
    ...(predictions > 0
      ? [
          `${dollars(predictions)} for ${thousands} started thousand${thousands === 1 ? "" : "s"} of predictions at $${prices.thousandPredictions.toFixed(2)}`,
        ]
      : []),
  ];
  const { before, after } = monthly;
  const change = before === after ? `${dollars(after)} a month` : `${dollars(before)} -> ${dollars(after)} a month`;
  return [
    ...(total > 0 ? [`Cost of this run: about ${dollars(total)}: ${parts.join(", ")}.`] : []),
    `Cost of the endpoints: ${change} ($${prices.endpointHourPer10Mb} an hour for each started 10 MB of a model), and $${prices.realtimePrediction} for each prediction.`,
  ];
}

// ---

const dollars = (value: number): string => `$${value.toFixed(2)}`;
