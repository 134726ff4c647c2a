import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stackReadme, type StackFacts } from "../report/stack-readme";
import type { StackPlace } from "../plan/place";
import type { Declared } from "./engine-resources";
import type { Serving } from "./serving";
import type { Configuration } from "../settings";
import { visible } from "../text/visible";
import { PLAN_ONCE, planFile, whyNotServing, type RunPlan } from "../plan/run-plan";
import { keptSummary } from "../plan/summary";
import { planWords } from "../plan/words";
import { count } from "../text/numbers";

/**
 * Lets a run that fails keep the stack's outputs in what Pulumi prints, as it keeps them in the state: of
 * outputs that are registered, be it none, the engine merges old and new ones when it fails. Without, it
 * shows them all as deleted. Those of a good run replace these.
 */
export function keepOutputsOfFailedRun(): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack) pulumi.runtime.registerResourceOutputs(stack, {});
}

/**
 * The stack's configuration, as text, secrets in clear: they go no further than to whoever reads
 * them here. Not by `pulumi.Config`, which warns of each secret that is read so.
 */
export function programConfiguration(): Configuration {
  const { allConfig, getConfig, isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & {
    /** Not in the SDK's types. */
    isConfigSecret: (key: string) => boolean;
  };
  const prefix = `${pulumi.getProject()}:`;
  return {
    keys: () =>
      Object.keys(allConfig())
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
    get: (key) => getConfig(prefix + key),
    isSecret: (key) => isConfigSecret(prefix + key),
  };
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

/**
 * Says what the run will do: the plan's words, each a line of its own, so that the first lines of a
 * preview have them, and `plan.json` in the folder.
 *
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

/** The stack's read-me, of outputs. */
export function readmeOf(
  place: Pick<StackFacts, "project" | "stack" | "cloud" | "region">,
  { modelId, url, generation: serving, since }: Serving,
  { trained, metric, metricValue, report }: ReturnType<Declared["facts"]>,
  plan: RunPlan,
): pulumi.Output<string> {
  return pulumi
    .output({ ...place, modelId, url, serving, since, trained, metric, metricValue, report })
    .apply((facts) =>
      stackReadme({
        ...facts,
        metric: facts.metric ?? "",
        metricValue: facts.metricValue ?? 0,
        kept: keptSummary(plan, facts),
      }),
    );
}

/**
 * Waits for all that the outputs depend on; outside a preview nothing may be left unknown in them.
 *
 * @throws Error when a resource of this run is not there
 */
export async function settled(outputs: Record<string, unknown>): Promise<void> {
  const all = pulumi.output(outputs) as unknown as { isKnown: Promise<boolean>; promise(): Promise<unknown> };
  if (!(await all.isKnown) && !pulumi.runtime.isDryRun())
    throw new Error(
      "Not all of this run was made: see the errors above, or the targets that were given. What served serves on.",
    );
  await all.promise();
}
