import * as pulumi from "@pulumi/pulumi";
import type { RunPlan } from "../plan/run-plan";
import { keptSummary } from "../plan/summary";
import { stackReadme } from "../report/stack-readme";
import type { Declared } from "./engine-resources";
import type { Serving } from "./serving";

/**
 * Lets a run that fails keep the stack's outputs in what Pulumi prints, as it keeps them in the state: of
 * outputs that are registered, be it none, the engine merges old and new ones when it fails. Without, it
 * shows them all as deleted. Those of a good run replace these.
 */
export function keepOutputsOfFailedRun(): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack) pulumi.runtime.registerResourceOutputs(stack, {});
}

export interface StackOutputsArgs {
  serving: Serving;
  next: Declared;
  /** The SSM parameter that tells clients; undefined where there is none. */
  parameter: pulumi.Output<string> | undefined;
  plan: RunPlan;
  place: { cloud: string; region: string };
  tags: { project: string; stack: string };
}

export function stackOutputs({
  serving,
  next,
  parameter,
  plan,
  place,
  tags,
}: StackOutputsArgs): Record<string, unknown> {
  const { modelId, url, generation, since } = serving;
  const { metric, metricValue, report, trained } = next.facts();
  const { cloud, region } = place;
  const readme = () =>
    pulumi
      .output({
        ...tags,
        cloud,
        region,
        modelId,
        url,
        serving: generation,
        since,
        trained,
        metric,
        metricValue,
        report,
      })
      .apply((facts) =>
        stackReadme({
          ...facts,
          metric: facts.metric ?? "",
          metricValue: facts.metricValue ?? 0,
          kept: keptSummary(plan, facts),
        }),
      );
  return {
    // Not known before it is made: an id that was used before gets a suffix.
    AWS_ML_MODEL_ID: pulumi.all([modelId, next.model.id]).apply(([id]) => id),
    AWS_ML_PREDICTION_URL: url,
    serving: generation,
    servingSince: since,
    metric,
    metricValue,
    ...(report && { report }),
    ...(parameter && { parameter }),
    // Pulumi Cloud shows it on the stack's page.
    ...(cloud === "aws" && { readme: readme() }),
  };
}

/**
 * Waits for all that the outputs depend on; outside a preview nothing may be left unknown in them.
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
