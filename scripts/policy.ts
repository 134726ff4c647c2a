import type { Policy } from "../plan/policy";
import { bucketPolicy, predictorPolicy, runnerPolicy } from "../resources/aws/policies";
import type { StackPlace } from "../plan/place";
import { stackKey } from "../plan/identity";
import { stackPlaceIn } from "../resources/cloud/place";
import { command, UsageError } from "./command-line/command";
import { organization, projectName, stackName } from "./stack/environment";
import { readLastPlan } from "./stack/last-plan";
import { stackSettings } from "./stack/stack";

const HELP = `Usage: npm run -s policy -- NAME

Prints an IAM policy document for the stack on AWS that the last preview or run was of; before any
credentials work, of a stack that is made (\`npx pulumi stack init\`), for the account that is given:

  npm run -s policy -- NAME --account 123456789012 --stack prod

  runner      what the identity needs that runs the program
  predictor   what a client needs that only asks for predictions
  bucket      what the policy of a bucket of your own (ml-learn:bucket) has to let Amazon ML do;
              a bucket that the program makes has it
`;

const documents: Record<string, (stackPlace: StackPlace) => Policy> = {
  runner: runnerPolicy,
  predictor: predictorPolicy,
  bucket: bucketPolicy,
};

async function printPolicy(name: string | undefined, account: string | undefined): Promise<void> {
  if (name === undefined) return void process.stdout.write(HELP);
  if (!Object.hasOwn(documents, name))
    throw new Error(`Expected one of ${Object.keys(documents).join(", ")}, got '${name}'.`);
  const place = account === undefined ? lastPlace() : await placeIn(account);
  console.log(JSON.stringify(documents[name](place), null, 2));
}

// ---

function lastPlace(): StackPlace {
  const { place, stack } = readLastPlan({ ofRun: true });
  if (place.account === "") throw new Error(`Expected a stack on AWS, got ${stack}, which is on the local cloud.`);
  return place;
}

/** Where the stack will be, by its settings and the account alone. */
async function placeIn(account: string): Promise<StackPlace> {
  if (!/^\d{12}$/.test(account))
    throw new UsageError(`Expected an account's 12 digits after --account, got '${account}'.`);
  const settings = await stackSettings();
  if (settings.cloud === "local")
    throw new UsageError(
      `Expected a stack on AWS, got ${stackName()}, which is on the local cloud. Name one with --stack.`,
    );
  return stackPlaceIn(settings, account, stackKey(organization(), projectName(), stackName()));
}

command({
  help: HELP,
  isOfStack: true,
  maximumArguments: 1,
  options: { account: { type: "string" } },
  run: ({ account }, [name]) => printPolicy(name, account),
});
