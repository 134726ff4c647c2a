import { readFileSync } from "node:fs";
import type { StackPlace } from "../../plan/place";
import { root, stackName } from "./environment";

/** What `build/plan.json` has that scripts ask for. */
export interface LastPlan {
  stack: string;
  isPreview: boolean;
  /** Where the stack is: account, region, bucket. */
  place: StackPlace;
  generation: string;
  retrains: boolean;
  words: string[];
  warnings: string[];
  stops: string[];
}

/**
 * The plan of the last preview of the stack at hand; or of the last run, where that will do as well.
 * @throws Error when the last one was of something else
 */
export function readLastPlan({ ofRun = false } = {}): LastPlan {
  let plan: LastPlan;
  try {
    plan = JSON.parse(readFileSync(`${root}/build/plan.json`, "utf8")) as LastPlan;
  } catch (cause) {
    throw new Error("Expected the plan of a preview in build/plan.json, got none. Run `npx pulumi preview` first.", {
      cause,
    });
  }
  const stack = stackName();
  if (plan.stack !== stack || !(plan.isPreview || ofRun))
    throw new Error(
      `Expected the plan of a preview of the stack ${stack} in build/plan.json, got that of ${plan.isPreview ? "a preview" : "an up"} of ${plan.stack}. Run \`npx pulumi preview\` first, and look at it.`,
    );
  return plan;
}
