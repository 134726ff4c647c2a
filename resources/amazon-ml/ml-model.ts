import {
  CreateMLModelCommand,
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  GetMLModelCommand,
  type GetMLModelCommandOutput,
} from "@aws-sdk/client-machine-learning";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { dynamicResource } from "../dynamic/dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText } from "../dynamic/lifecycle";

type Row = AmazonMlRow<"MLModel">;

/** Its id is the wished one; the output of the same name is the one it got. */
interface Inputs extends EntityInputs, Omit<Row, "status" | "created" | "sizeInBytes" | "computeMs"> {
  trainingDataSourceId: string;
}

/** A trained model. It never changes: other data, recipe or parameters are another model. */
export const MLModel = dynamicResource<Inputs, { created: string; computeMs: number | undefined }>("MLModel", [
  "created",
  "computeMs",
]);
export type MLModel = InstanceType<typeof MLModel>;

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
