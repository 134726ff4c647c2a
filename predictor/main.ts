import { BadValue } from "../features/definition";
import { insuranceNumber } from "../features/insurance-number";
import { machineLearning } from "../resources/clients";
import { stackOutputs } from "../scripts/stack";
import { predict, type Served } from "./predict";

const SHOWN = 3;
const HELP = `Usage: npm run predict -- NUMBER

Prints the ${SHOWN} most likely policies of an insurance number, with their probabilities. The model is
the one that AWS_ML_MODEL_ID and AWS_ML_PREDICTION_URL name, else the one that the stack serves.
`;

async function main(numbers: string[]): Promise<void> {
  if (numbers.length === 0 || numbers.includes("--help")) return void process.stdout.write(HELP);
  // First what needs no service: a number that no features can be made of.
  numbers.forEach((number) => insuranceNumber.compute(number));
  const served = await findServed();
  const client = await machineLearning(targetOf(served.url));
  for (const number of numbers) {
    const ranked = (await predict(client, served, insuranceNumber, number)).slice(0, SHOWN);
    const width = Math.max(...ranked.map(({ label }) => label.length));
    console.log(number);
    ranked.forEach(({ label, probability }, i) =>
      console.log(`  ${i + 1}. ${label.padEnd(width)}  ${probability.toFixed(3)}`),
    );
  }
}

async function findServed(): Promise<Served> {
  const { AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = process.env;
  if (AWS_ML_MODEL_ID && AWS_ML_PREDICTION_URL) return { modelId: AWS_ML_MODEL_ID, url: AWS_ML_PREDICTION_URL };
  const outputs = await stackOutputs();
  if (!outputs.AWS_ML_MODEL_ID) throw new BadValue("Nothing serves yet: run `npm run ml:learn` first.");
  return { modelId: outputs.AWS_ML_MODEL_ID as string, url: outputs.AWS_ML_PREDICTION_URL as string };
}

/** `http://127.0.0.1:…` is the local service; Amazon's host names its region. */
function targetOf(url: string): { cloud: string; region: string } {
  const { hostname } = new URL(url);
  if (hostname === "127.0.0.1") return { cloud: "local", region: "us-east-1" };
  return { cloud: "aws", region: /\.machinelearning\.([^.]+)\./.exec(hostname)?.[1] ?? "us-east-1" };
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof BadValue ? error.message : `The prediction failed: ${error.message}`);
  process.exitCode = 1;
});
