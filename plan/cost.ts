import type { Engine, EngineRun } from "./engines/engine";
import { generationOf } from "./ledger";
import type { Work } from "./work";

/** What a run costs on AWS, about, in US dollars; S3 is extra. */
export interface Cost {
  /** By what it is charged, each with how it comes about. */
  items: { dollars: number; words: string }[];
  total: number;
  /** Of what answers before and after the run. */
  monthly: { before: number; after: number; words: string };
}

/** A new model is taken to be as big as that of the generation that it is compared with. */
export function costOf({ rates, upkeep }: Engine, { steps }: Work, { ledger, decision, compared }: EngineRun): Cost {
  const items = Object.entries(rates).flatMap(([name, { price, describe }]) => {
    const charges = steps.flatMap(({ charge }) => (charge?.rate === name ? [charge] : []));
    const quantity = charges.reduce((sum, charge) => sum + charge.quantity, 0);
    const isAssumed = charges.some((charge) => charge.isAssumed);
    return quantity > 0 ? [{ dollars: quantity * price, words: describe(quantity, isAssumed) }] : [];
  });
  const answering = decision.answering.map((digest) => generationOf(ledger, digest) ?? compared ?? {});
  return {
    items,
    total: items.reduce((sum, { dollars }) => sum + dollars, 0),
    monthly: {
      before: upkeep.monthly(ledger.generations.filter(({ endpoint }) => endpoint)),
      after: upkeep.monthly(answering),
      words: upkeep.words,
    },
  };
}

/** How long the jobs of a run should take, seconds; undefined where nothing is known of earlier ones. */
export function secondsOf({ rates }: Engine, { steps }: Work): number | undefined {
  const charges = steps.flatMap(({ charge }) => (charge && rates[charge.rate].isTime ? [charge] : []));
  if (charges.some(({ isAssumed }) => isAssumed)) return undefined;
  return 3600 * charges.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Why a run stops that costs too much; none when it may go on. */
export function whyTooDear({ total }: Cost, maximumRunCost: number | undefined): string[] {
  if (maximumRunCost === undefined || total <= maximumRunCost) return [];
  return [`The run would cost about ${dollars(total)}: expected at most $${maximumRunCost} (ml-learn:maximumRunCost)`];
}

/** The cost in words, with how it comes about. */
export function costLines({ items, total, monthly }: Cost): string[] {
  const parts = items.map((item) => `${dollars(item.dollars)} for ${item.words}`);
  const { before, after, words } = monthly;
  const change = before === after ? `${dollars(after)} a month` : `${dollars(before)} -> ${dollars(after)} a month`;
  return [
    ...(total > 0 ? [`Cost of this run: about ${dollars(total)}: ${parts.join(", ")}.`] : []),
    `Cost of the endpoints: ${change} ${words}.`,
  ];
}

// ---

const dollars = (value: number): string => `$${value.toFixed(2)}`;
