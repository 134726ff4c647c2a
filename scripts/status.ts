import { isLocalAwsUp } from "../local-aws/start";
import { LOCAL_DATA } from "../local-aws/data-folder";
import { shortDigest } from "../plan/identity";
import { command } from "./command";
import { stackOutputs, stackSettings } from "./stack";

const HELP = `Usage: npm run status [-- --stack NAME]

Prints what serves since when, how good it is, and what is kept.
`;

async function status(): Promise<void> {
  const outputs = await stackOutputs();
  if (!outputs.serving) {
    console.log("Nothing serves yet: run `npm run ml:learn` first.");
    return;
  }
  const { cloud } = await stackSettings();
  const lines: [name: string, value: string][] = [
    ["Serving", shortDigest(outputs.serving)],
    ["Model", outputs.AWS_ML_MODEL_ID!],
    ["Answers at", outputs.AWS_ML_PREDICTION_URL!],
    ["Since", outputs.servingSince!],
    ["Trained", outputs.trained!],
    ...(outputs.kept ?? []).map((line, i): [string, string] => [i === 0 ? "Kept" : "", line]),
  ];
  for (const [name, value] of lines) console.log(`${(name && `${name}:`).padEnd(12)}${value}`);
  if (cloud === "local")
    console.log(
      (await isLocalAwsUp(LOCAL_DATA))
        ? "The local service is up."
        : "The local service is down; the next command that needs it starts it.",
    );
}

command({ help: HELP, isOfStack: true, run: status });
