import { transform } from "../features/transform";
import { insuranceNumber } from "../features/insurance-number";
import { withProgress } from "./progress";
import { installPulumi } from "./pulumi-cli";
import { ensureStack, showPulumi, stackConfig, stackOutputs } from "./stack";

/** `npm run ml:learn`: everything from a fresh clone to an endpoint that answers. */
async function main(): Promise<number> {
  await installPulumi();
  await withProgress("Looking for the stack", ensureStack);
  const before = await stackOutputs();
  const source = await stackConfig("ml-learn:source");
  const features = await withProgress(`Extracting and transforming ${source}`, (report) =>
    transform({
      definition: insuranceNumber,
      source,
      folder: "build",
      onProgress: (rows) => report(`${rows.toLocaleString("en")} rows`),
    }),
  );
  console.log(
    `Features: ${features.rows.toLocaleString("en")} rows, ${Object.keys(features.classes).length} classes, digest ${features.digest.slice(0, 12)}\n`,
  );

  // The plan was not asked for here: who wants to see it first runs `npx pulumi preview`.
  const status = await showPulumi(["up", "--yes", "--skip-preview"]);
  if (status !== 0) return status;
  const after = await stackOutputs();
  const isNew = after.AWS_ML_MODEL_ID !== before.AWS_ML_MODEL_ID;
  console.log(`
${isNew ? "A new model was trained and serves." : "Nothing changed since the last run: nothing was trained, and the same model serves."}

export AWS_ML_MODEL_ID=${after.AWS_ML_MODEL_ID as string}
export AWS_ML_PREDICTION_URL=${after.AWS_ML_PREDICTION_URL as string}

Macro F1 on the held-out rows: ${(after.metricValue as number).toFixed(3)}

Next:
  npm run predict -- WXY5678                              # the three most likely policies
  eval "$(npm run -s env)" && npx pulumi preview          # what the next run would do
  eval "$(npm run -s env)" && npx pulumi destroy          # take everything down`);
  return 0;
}

main().then(
  (status) => (process.exitCode = status),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
