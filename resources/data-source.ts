import {
  CreateDataSourceFromS3Command,
  DeleteDataSourceCommand,
  GetDataSourceCommand,
  type GetDataSourceCommandOutput,
} from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import type { StateRow } from "../plan/state";
import { DynamicResource } from "./dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText, type ArgsOf } from "./lifecycle";
import { provider } from "./provider";

interface Inputs extends EntityInputs, Omit<StateRow<"DataSource">, "status" | "sizeInBytes" | "computeMs"> {
  /** The wished id; the output of the same name is the one it got. */
  dataSourceId: string;
  bucket: string;
  key: string;
  /** Amazon ML's DataRearrangement, JSON: which rows; "" for all. */
  split: string;
}

const shim = provider("data-source");

/** A view of the features in S3: some of their rows, with statistics. */
export class DataSource extends DynamicResource {
  declare readonly dataSourceId: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "DataSource", name, args, [], opts);
  }
}

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
