import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { StackPlace } from "../plan/place";
import { PLAN_ONCE, planFile, whyNotServing, type RunPlan } from "../plan/run-plan";
import { planWords } from "../plan/words";
import { count } from "../text/numbers";
import { visible } from "../text/visible";

/**
 * Says what the run will do: the plan's words, each a line of its own, so that the first lines of a
 * preview have them, and `plan.json` in the folder.
 * @throws Error when the plan is too odd to go on, or an `up` is not approved
 */
export async function tellPlan(plan: RunPlan, folder: string, stackPlace: StackPlace): Promise<void> {
  const words = planWords(plan);
  const run = { stack: pulumi.getStack(), isPreview: pulumi.runtime.isDryRun(), place: stackPlace };
  await writeFile(join(folder, "plan.json"), planFile(plan, words, run));
  for (const line of words) await pulumi.log.info(line, undefined, undefined, PLAN_ONCE in process.env);
  for (const warning of plan.warnings) await pulumi.log.warn(visible(warning));
  if (plan.stops.length > 0)
    throw new Error(
      [
        "Nothing was made: this is not what was expected. Mend the extract, or raise the limit:",
        ...plan.stops.map(visible),
      ].join("\n  "),
    );
  if (plan.refusal !== undefined) throw new Error(plan.refusal);
  const dead = whyNotServing(plan);
  if (dead !== undefined && pulumi.runtime.isDryRun()) await pulumi.log.warn(dead);
  if (pulumi.runtime.isDryRun()) return;
  if (plan.unapproved !== undefined) throw new Error(plan.unapproved);
  if (dead !== undefined) throw new Error(dead);
}

const SHOWN_EVERY_MS = 2000;

/** Shows how many rows are done in the stack's own row, now and then; it is gone with the next message. */
export function rowsInStatus(): (rows: number) => void {
  const begin = Date.now();
  let shown = begin;
  return (rows) => {
    const now = Date.now();
    if (now - shown < SHOWN_EVERY_MS) return;
    shown = now;
    const rate = Math.round(rows / ((now - begin) / 1000));
    void pulumi.log.info(`transforming: ${count(rows)} rows, ${count(rate)} rows/s`, undefined, undefined, true);
  };
}
