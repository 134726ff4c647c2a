import {
  CreateBatchPredictionCommand,
  DeleteBatchPredictionCommand,
  GetBatchPredictionCommand,
  type GetBatchPredictionCommandOutput,
} from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { hasResults } from "./batch-results";
import { s3 } from "../cloud/clients";
import { deleteObjects } from "../cloud/delete-objects";
import { dynamicResource } from "../dynamic/dynamic-resource";
import { warn } from "../dynamic/pulumi-engine";
import { entityLifecycle, type EntityInputs, type EntityOutputs } from "./entity";
import { isText, toBeMended, type InitError } from "../dynamic/lifecycle";

interface Inputs extends EntityInputs, Pick<AmazonMlRow<"BatchPrediction">, "generation"> {
  /** The wished id; the output of the same name is the one it got. */
  batchPredictionId: string;
  modelId: string;
  dataSourceId: string;
  bucket: string;
  /** Under it in the bucket lie the results, and nothing else; ends in a slash. */
  prefix: string;
}

type Outputs = EntityOutputs<"BatchPrediction", Inputs>;

/** What a model says of the rows that it did not learn from: files in S3, one line a row. */
export const BatchPrediction = dynamicResource<Inputs, { status: string }>("BatchPrediction", ["status"]);
export type BatchPrediction = InstanceType<typeof BatchPrediction>;

/** The id under which there are results; "" when it failed. */
export const resultsOf = ({ batchPredictionId, status }: BatchPrediction): pulumi.Output<string> =>
  pulumi.all([batchPredictionId, status]).apply(([id, status]) => (status === "COMPLETED" ? id : ""));

const entity = entityLifecycle<"BatchPrediction", Inputs, GetBatchPredictionCommandOutput>({
  noun: "batch prediction",
  type: "BatchPrediction",
  idProperty: "batchPredictionId",
  isMadeAnew: true,
  isIntact: async (inputs, id) => hasResults(await s3(inputs), inputs.bucket, inputs.prefix, id),
  rules: { modelId: isText, dataSourceId: isText, bucket: isText, prefix: isText },
  create: (client, id, { modelId, dataSourceId, bucket, prefix }) =>
    client.send(
      new CreateBatchPredictionCommand({
        BatchPredictionId: id,
        BatchPredictionName: id,
        MLModelId: modelId,
        BatchPredictionDataSourceId: dataSourceId,
        OutputUri: `s3://${bucket}/${prefix}`,
      }),
    ),
  get: (client, id) => client.send(new GetBatchPredictionCommand({ BatchPredictionId: id })),
  delete: (client, id) => client.send(new DeleteBatchPredictionCommand({ BatchPredictionId: id })),
  facts: ({ TotalRecordCount, InvalidRecordCount }) => ({ records: TotalRecordCount, invalid: InvalidRecordCount }),
});

/** Of rows that are not a generation's held-out ones: whoever asks for them needs them. */
export const predictionsOfRows = entity;

/** For the report alone: when it fails, the run goes on without it, and the next one tries again. */
export const lifecycle: typeof entity = {
  ...entity,
  diff: (id, olds, news) => (olds.status === "COMPLETED" ? entity.diff(id, olds, news) : toBeMended()),
  create: (inputs) => entity.create(inputs).catch((error: Error) => withoutResults(inputs, error)),
  update: (id, olds, news) => entity.update(id, olds, news).catch((error: Error) => withoutResults(news, error)),
  async delete(id, props) {
    await entity.delete(id, props);
    // Amazon ML leaves the results where they are, those of earlier attempts too.
    await deleteObjects(props, props.bucket, props.prefix);
  },
};

// ---

async function withoutResults(inputs: Inputs, error: Error): Promise<{ id: string; outs: Outputs }> {
  await warn(
    inputs.row,
    `The held-out rows are not predicted, so that the report lacks its heat map: ${error.message}`,
  );
  const { id = inputs.batchPredictionId, properties = { ...inputs, status: "FAILED" } } = error as Partial<InitError>;
  return { id, outs: properties as Outputs };
}
