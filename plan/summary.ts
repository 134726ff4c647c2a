import type { PastGeneration } from "./ledger";
import type { RunPlan } from "./run-plan";
import { describeQuality, nameOf } from "./words";

/** What is kept after a run, a line for each generation, the newest first: for people. */
export function keptSummary(
  { decision }: Pick<RunPlan, "decision">,
  { trained = "", metric, metricValue }: { trained?: string; metric?: string; metricValue?: number },
): string[] {
  const { kept, answering } = decision;
  const quality = metric === undefined || metricValue === undefined ? undefined : { metric, value: metricValue };
  const next = { digest: decision.next, created: trained, ...(quality && { quality }) };
  const all: Pick<PastGeneration, "digest" | "created" | "quality">[] = [
    next,
    ...kept.filter(({ digest }) => digest !== next.digest),
  ];
  return all
    .sort((a, b) => (a.created < b.created ? 1 : -1))
    .map((generation) => {
      const { digest } = generation;
      const role = digest === next.digest ? "serves" : answering.includes(digest) ? "answers too" : "kept";
      return `${nameOf(generation)}: ${describeQuality(generation)}, ${role}`;
    });
}
