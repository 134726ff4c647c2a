import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { approvalRecord } from "../plan/approval";
import { pulumiEnvironment, root } from "./environment";
import { setConfig } from "./stack";

interface Plan {
  stack: string;
  isPreview: boolean;
  generation: string;
  retrains: boolean;
  words: string[];
}

/** `npm run approve`: lets the next run train what the last preview showed, and nothing else. */
async function main(args: string[]): Promise<void> {
  if (args.includes("--help")) {
    console.log(
      "Usage: npm run approve\n\nApproves what the last `pulumi preview` showed (build/plan.json): sets ml-learn:approved and approvedBy.",
    );
    return;
  }
  const plan = readPlan();
  console.log(plan.words.join("\n"));
  if (!plan.retrains) {
    console.log("\nNothing would be trained, so there is nothing to approve.");
    return;
  }
  const approvedBy = approvalRecord(plan.generation, person(), new Date());
  await setConfig({ approved: plan.generation, approvedBy });
  console.log(`
Approved ${approvedBy}. In the stack's configuration file:

  ml-learn:approved: "${plan.generation}"
  ml-learn:approvedBy: "${approvedBy}"

The next \`pulumi up\` may train that, and nothing else.`);
}

// ---

function readPlan(): Plan {
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(`${root}/build/plan.json`, "utf8")) as Plan;
  } catch (cause) {
    throw new Error("Expected the plan of a preview in build/plan.json, got none. Run `npx pulumi preview` first.", {
      cause,
    });
  }
  const stack = (process.env.PULUMI_STACK ?? pulumiEnvironment().PULUMI_STACK).split("/").pop();
  if (plan.stack !== stack || !plan.isPreview)
    throw new Error(
      `Expected the plan of a preview of the stack ${stack} in build/plan.json, got that of ${plan.isPreview ? "a preview" : "an up"} of ${plan.stack}. Run \`npx pulumi preview\` first, and look at it.`,
    );
  return plan;
}

/** Git knows who works here; else the machine does. */
function person(): string {
  try {
    const git = (key: string) =>
      execFileSync("git", ["config", key], { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
    return `${git("user.name")} <${git("user.email")}>`;
  } catch {
    return userInfo().username;
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
