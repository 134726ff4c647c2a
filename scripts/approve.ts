import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { approvalRecord } from "../plan/approval";
import { root } from "./environment";
import { readLastPlan } from "./last-plan";
import { setConfig } from "./stack";

/** `npm run approve`: lets the next run train what the last preview showed, and nothing else. */
async function main(args: string[]): Promise<void> {
  if (args.includes("--help")) {
    console.log(
      "Usage: npm run approve\n\nApproves what the last `pulumi preview` showed (build/plan.json): sets ml-learn:approved, one line to commit.",
    );
    return;
  }
  const plan = readLastPlan();
  console.log(plan.words.join("\n"));
  if (!plan.retrains) {
    console.log("\nNothing would be trained, so there is nothing to approve.");
    return;
  }
  const approved = approvalRecord(plan.generation, person(), new Date());
  await setConfig({ approved });
  console.log(`
Approved. This line of the stack's configuration file says so, to be committed:

  ml-learn:approved: ${approved}

The next \`pulumi up\` may train that, and nothing else.`);
}

// ---

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
