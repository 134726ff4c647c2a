import {
  CreateMLModelCommand,
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  GetMLModelCommand,
  type GetMLModelCommandOutput,
} from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import type { StateRow } from "../plan/state";
import { DynamicResource } from "./dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText, type ArgsOf } from "./lifecycle";
import { provider } from "./provider";

type Row = StateRow<"MLModel">;

/** Its id is the wished one; the output of the same name is the one it got. */
interface Inputs extends EntityInputs, Omit<Row, "status" | "created" | "sizeInBytes" | "computeMs"> {
  trainingDataSourceId: string;
}

const shim = provider("ml-model");

/** A trained model. It never changes: other data, recipe or parameters are another model. */
export class MLModel extends DynamicResource {
  declare readonly modelId: pulumi.Output<string>;
  declare readonly definition: pulumi.Output<string>;
  declare readonly sizeInBytes: pulumi.Output<number>;
  /** ISO 8601. */
  declare readonly created: pulumi.Output<string>;
  /** What its training computed; undefined where the service does not say. */
  declare readonly computeMs: pulumi.Output<number | undefined>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "MLModel", name, args, ["sizeInBytes", "created", "computeMs"], opts);
  }
}

export const lifecycle = entityLifecycle<"MLModel", Inputs, GetMLModelCommandOutput>({
  noun: "model",
  type: "MLModel",
  idProperty: "modelId",
  isMadeAnew: false,
  rules: { generation: isText, dataset: isText, trainingDataSourceId: isText, modelType: isText },
  create: (client, id, { trainingDataSourceId, modelType, recipe, parameters }) =>
    client.send(
      new CreateMLModelCommand({
        MLModelId: id,
        MLModelName: id,
        MLModelType: modelType,
        TrainingDataSourceId: trainingDataSourceId,
        Parameters: parameters,
        ...(recipe !== "" && { Recipe: recipe }),
      }),
    ),
  get: (client, id) => client.send(new GetMLModelCommand({ MLModelId: id })),
  async delete(client, id) {
    // A model cannot go while it serves; its endpoint may have been mounted by someone else.
    const { EndpointInfo } = await client.send(new GetMLModelCommand({ MLModelId: id }));
    if (EndpointInfo?.EndpointStatus !== "NONE")
      await client.send(new DeleteRealtimeEndpointCommand({ MLModelId: id }));
    await client.send(new DeleteMLModelCommand({ MLModelId: id }));
  },
  facts: ({ SizeInBytes, ComputeTime }) => ({ sizeInBytes: SizeInBytes, computeMs: ComputeTime }),
});
