import { approvalRecord } from "../plan/approval";
import { person } from "../features/git";
import { command } from "./command-line/command";
import { projectName, root } from "./stack/environment";
import { readLastPlan } from "./stack/last-plan";
import { setConfig } from "./stack/stack";

const HELP = `Usage: npm run approve [-- --stack NAME]

Approves what the last \`pulumi preview\` showed (build/plan.json): sets ml-learn:approved, one line to
commit. The next run may train that, and nothing else.
`;

async function approve(): Promise<void> {
  const plan = readLastPlan();
  console.log(plan.words.join("\n"));
  if (!plan.retrains) {
    console.log("\nNothing would be trained, so there is nothing to approve.");
    return;
  }
  const approved = approvalRecord(plan.generation, person(root), new Date());
  await setConfig({ approved });
  console.log(`
Approved. This line of the stack's configuration file says so, to be committed:

  ${projectName()}:approved: ${approved}

The next \`pulumi up\` may train that, and nothing else.`);
}

command({ help: HELP, isOfStack: true, run: approve });
