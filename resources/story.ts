import { generationOf, type Ledger } from "../plan/ledger";
import type { RunPlan } from "../plan/run-plan";
import { planWords } from "../plan/words";
import type { Release } from "../report/release";

/** What was said and decided when a generation was made; its report keeps it. */
export type Story = Pick<Release, "words" | "approval" | "gate" | "history"> & {
  /** `prefix`: where its own report lies; "" without one. */
  before?: Omit<NonNullable<Release["before"]>, "heldOut"> & { prefix: string };
};

/** The newest of what served; a report shows no more. */
const REMEMBERED = 30;

/**
 * The story of this run's own generation, as far as it is known: of one that served before there
 * were reports, this run's words would say that nothing is trained.
 *
 * @param approvedBy "" where nobody had to
 */
export function storyOf(plan: RunPlan, ledger: Ledger, approvedBy: string): Story {
  const { generation: own, serving, gate, incomparable } = plan;
  const history = ledger.history.filter(({ generation }) => generation !== own).slice(-REMEMBERED);
  const before = serving && serving.digest !== own ? serving : generationOf(ledger, history.at(-1)?.generation);
  return {
    words: generationOf(ledger, own)?.isReleased
      ? ["It was made in an earlier run, which kept no words of why."]
      : planWords(plan),
    approval: approvedBy || "nobody had to approve it (ml-learn:approval is none)",
    gate: { limits: gate.limits, isAccepted: gate.isAccepted, yardstick: gate.yardstick },
    history,
    ...(before && {
      before: {
        generation: before.digest,
        created: before.created,
        ...(before.quality && !(before === serving && incomparable !== undefined) && { quality: before.quality }),
        prefix: before.reportPrefix ?? "",
        ...(before === serving && incomparable !== undefined && { incomparable }),
      },
    }),
  };
}
