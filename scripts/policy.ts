import { bucketPolicy, predictorPolicy, runnerPolicy, type Policy, type Scope } from "../resources/aws/policies";
import { command } from "./command";
import { readLastPlan } from "./last-plan";

const HELP = `Usage: npm run -s policy -- NAME

Prints an IAM policy document for the stack on AWS that the last preview or run was of:

  runner      what the identity needs that runs the program
  predictor   what a client needs that only asks for predictions
  bucket      what the policy of a bucket of your own (ml-learn:bucket) has to let Amazon ML do;
              a bucket that the program makes has it
`;

const documents: Record<string, (scope: Scope) => Policy> = {
  runner: runnerPolicy,
  predictor: predictorPolicy,
  bucket: bucketPolicy,
};

function printPolicy(name: string | undefined): void {
  if (name === undefined) return void process.stdout.write(HELP);
  if (!Object.hasOwn(documents, name))
    throw new Error(`Expected one of ${Object.keys(documents).join(", ")}, got '${name}'.`);
  const { place, stack } = readLastPlan({ ofRun: true });
  if (place.account === "") throw new Error(`Expected a stack on AWS, got ${stack}, which is on the local cloud.`);
  console.log(JSON.stringify(documents[name](place), null, 2));
}

command({ help: HELP, isOfStack: true, maximumArguments: 1, run: (_, [name]) => printPolicy(name) });
