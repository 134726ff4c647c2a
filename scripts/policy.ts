import { bucketPolicy, predictorPolicy, runnerPolicy, type Policy, type Scope } from "../resources/aws/policies";
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

/** `npm run policy`: who needs which rights. */
function main([name]: string[]): void {
  if (name === undefined || name === "--help") return void process.stdout.write(HELP);
  if (!Object.hasOwn(documents, name))
    throw new Error(`Expected one of ${Object.keys(documents).join(", ")}, got '${name}'.`);
  const { place, stack } = readLastPlan({ ofRun: true });
  if (place.account === "") throw new Error(`Expected a stack on AWS, got ${stack}, which is on the local cloud.`);
  console.log(JSON.stringify(documents[name](place), null, 2));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
