import { generationOf, type Ledger } from "../plan/ledger";
import type { RunPlan } from "../plan/run-plan";
import { planWords, whatChanged } from "../plan/words";
import type { Release } from "../report/release";
import { commitAtHand, person } from "../features/git";

/** What was said and decided when a generation was made; its report keeps it. */
export type Story = Pick<Release, "words" | "approval" | "gate" | "history" | "cause" | "madeBy" | "commit"> & {
  /** `prefix`: where its own report lies; "" without one. */
  before?: Omit<NonNullable<Release["before"]>, "heldOut"> & { prefix: string };
};

/** Whose run it is, and of which commit. */
export type Maker = Pick<Release, "madeBy" | "commit">;

export function makerAt(folder: string): Maker {
  const commit = commitAtHand(folder);
  return { madeBy: person(folder), ...(commit !== undefined && { commit }) };
}

/** The newest of what served; a report shows no more. */
const REMEMBERED = 30;

/**
 * The story of this run's own generation, as far as it is known: of one that served before there
 * were reports, this run's words would say that nothing is trained.
 * @param approvedBy "" where nobody had to
 */
export function storyOf(plan: RunPlan, ledger: Ledger, approvedBy: string, maker: Maker): Story {
  const { generation: own, serving, gate, incomparable } = plan;
  const history = ledger.history.filter(({ generation }) => generation !== own).slice(-REMEMBERED);
  const before = serving && serving.digest !== own ? serving : generationOf(ledger, history.at(-1)?.generation);
  const isOld = generationOf(ledger, own)?.isReleased === true;
  return {
    words: isOld ? ["It was made in an earlier run, which kept no words of why."] : planWords(plan),
    ...maker,
    ...(!isOld && { cause: whatChanged(plan) }),
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
