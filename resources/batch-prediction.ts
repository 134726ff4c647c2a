import {
  CreateBatchPredictionCommand,
  DeleteBatchPredictionCommand,
  GetBatchPredictionCommand,
  type GetBatchPredictionCommandOutput,
} from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import { deleteObjects } from "./delete-objects";
import { DynamicResource } from "./dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText, type ArgsOf } from "./lifecycle";
import { provider } from "./provider";

interface Inputs extends EntityInputs {
  /** The wished id; the output of the same name is the one it got. */
  batchPredictionId: string;
  /** The digest of the model's generation. */
  generation: string;
  modelId: string;
  /** The held-out rows. */
  dataSourceId: string;
  bucket: string;
  /** Under it in the bucket lie the results, and nothing else; ends in a slash. */
  prefix: string;
}

const shim = provider("batch-prediction");

/** What a model says of the rows that it did not learn from: files in S3, one line a row. */
export class BatchPrediction extends DynamicResource {
  declare readonly batchPredictionId: pulumi.Output<string>;
  /** Rows that were asked for. */
  declare readonly records: pulumi.Output<number>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "BatchPrediction", name, args, ["records"], opts);
  }
}

const entity = entityLifecycle<Inputs, GetBatchPredictionCommandOutput>({
  noun: "batch prediction",
  type: "BatchPrediction",
  idProperty: "batchPredictionId",
  isMadeAnew: true,
  advice: "It is for the report alone: `npx pulumi config set ml-learn:report false` goes on without it.",
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

export const lifecycle: typeof entity = {
  ...entity,
  async delete(id, props) {
    await entity.delete(id, props);
    // Amazon ML leaves the results where they are, those of earlier attempts too.
    await deleteObjects(props, props.bucket, props.prefix);
  },
};
