import { GetMLModelCommand, UpdateMLModelCommand } from "@aws-sdk/client-machine-learning";
import { ThresholdChooser, type ThresholdGoal } from "../../learning/threshold";
import { figure } from "../../text/numbers";
import { s3 } from "../cloud/clients";
import { deleteObjects } from "../cloud/delete-objects";
import { showProgress, warn } from "../dynamic/pulumi-engine";
import { predictionsOfRows } from "./batch-prediction";
import { batchResults } from "./batch-results";
import { machineLearning } from "./client";
import type { EntityInputs } from "./entity";

export interface ThresholdInputs extends EntityInputs {
  generation: string;
  modelId: string;
  trainingDataSourceId: string;
  /** Where the training rows are predicted to choose it by; the prefix ends in a slash. */
  thresholdFrom?: { bucket: string; prefix: string; batchPredictionId: string };
}

/**
 * Sets the threshold of a model that has no endpoint yet: what it is to be, or what the rows that it learned from say.
 * One that was set in an earlier run stays.
 * @returns the threshold that is set
 */
export async function setThreshold(inputs: ThresholdInputs, goal: ThresholdGoal): Promise<number> {
  const client = await machineLearning(inputs);
  const found = await client.send(new GetMLModelCommand({ MLModelId: inputs.modelId }));
  // That of a model for which none was set may be shown as a half.
  if (found.ScoreThresholdLastUpdatedAt && found.ScoreThreshold !== undefined) return found.ScoreThreshold;
  const threshold = typeof goal === "number" ? goal : await choose(inputs, goal);
  await client.send(new UpdateMLModelCommand({ MLModelId: inputs.modelId, ScoreThreshold: threshold }));
  return threshold;
}

// ---

async function choose(inputs: ThresholdInputs, goal: Exclude<ThresholdGoal, number>): Promise<number> {
  const { generation, modelId, trainingDataSourceId: dataSourceId, row, thresholdFrom } = inputs;
  const { bucket, prefix } = thresholdFrom!;
  const batch = { ...inputs, ...thresholdFrom!, generation, modelId, dataSourceId };
  await showProgress(row, "predicting the training rows, to choose the threshold by");
  const { outs } = await predictionsOfRows.create(batch);
  const chooser = new ThresholdChooser();
  for await (const rows of batchResults(await s3(inputs), bucket, prefix, outs.batchPredictionId))
    await addTo(chooser, rows);
  await predictionsOfRows.delete(outs.batchPredictionId, outs);
  await deleteObjects(inputs, bucket, prefix);
  const { threshold, isReached } = chooser.choose(goal);
  if (!isReached)
    await warn(
      row,
      `No threshold has the precision of ${figure((goal as { precision: number }).precision)} on the training rows: it is ${threshold}, with the highest that there is.`,
    );
  return threshold;
}

/** Result lines are `[tag,]trueLabel,bestAnswer,score`. */
async function addTo(chooser: ThresholdChooser, rows: AsyncIterable<string[]>): Promise<void> {
  let width: number | undefined;
  for await (const cells of rows) {
    const isHeader = width === undefined;
    width ??= cells.length;
    const [truth, , score] = cells.slice(-3);
    // Rows that could not be predicted are blank.
    if (!isHeader && cells.length === width && truth !== "") chooser.add(Number(score), truth === "1");
  }
}
