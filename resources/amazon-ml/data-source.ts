import {
  CreateDataSourceFromS3Command,
  DeleteDataSourceCommand,
  GetDataSourceCommand,
  type GetDataSourceCommandOutput,
} from "@aws-sdk/client-machine-learning";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { dynamicResource } from "../dynamic/dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText } from "../dynamic/lifecycle";

interface Inputs extends EntityInputs, Omit<AmazonMlRow<"DataSource">, "status" | "sizeInBytes" | "computeMs"> {
  /** The wished id; the output of the same name is the one it got. */
  dataSourceId: string;
  bucket: string;
  key: string;
  /** Amazon ML's DataRearrangement, JSON: which rows; "" for all. */
  split: string;
}

/** A view of the features in S3: some of their rows, with statistics. */
export const DataSource = dynamicResource<Inputs>("DataSource");
export type DataSource = InstanceType<typeof DataSource>;

export const lifecycle = entityLifecycle<"DataSource", Inputs, GetDataSourceCommandOutput>({
  noun: "data source",
  type: "DataSource",
  idProperty: "dataSourceId",
  isMadeAnew: false,
  rules: { dataset: isText, upload: isText, bucket: isText, key: isText, schema: isText },
  create: (client, id, { bucket, key, schema, split }) =>
    client.send(
      new CreateDataSourceFromS3Command({
        DataSourceId: id,
        DataSourceName: id,
        DataSpec: {
          DataLocationS3: `s3://${bucket}/${key}`,
          DataSchema: schema,
          ...(split !== "" && { DataRearrangement: split }),
        },
        ComputeStatistics: true,
      }),
    ),
  get: (client, id) => client.send(new GetDataSourceCommand({ DataSourceId: id })),
  delete: (client, id) => client.send(new DeleteDataSourceCommand({ DataSourceId: id })),
  facts: ({ DataSizeInBytes, ComputeTime }) => ({ sizeInBytes: DataSizeInBytes, computeMs: ComputeTime }),
});
