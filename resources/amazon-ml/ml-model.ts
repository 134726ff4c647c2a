import {
  CreateMLModelCommand,
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  GetMLModelCommand,
  type GetMLModelCommandOutput,
} from "@aws-sdk/client-machine-learning";
import { goalOf, trainingParametersOf } from "../../plan/engines/amazon-ml/threshold";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { dynamicResource } from "../dynamic/dynamic-resource";
import { entityLifecycle } from "./entity";
import { InitError, isText } from "../dynamic/lifecycle";
import { setThreshold, type ThresholdInputs } from "./score-threshold";

type Row = AmazonMlRow<"MLModel">;

/** Its id is the wished one; the output of the same name is the one it got. */
interface Inputs
  extends ThresholdInputs, Omit<Row, "status" | "created" | "sizeInBytes" | "computeMs" | "scoreThreshold"> {}

/** A trained model. It never changes: other data, recipe or parameters are another model. */
export const MLModel = dynamicResource<
  Inputs,
  { created: string; computeMs: number | undefined; scoreThreshold: number | undefined }
>("MLModel", ["created", "computeMs", "scoreThreshold"]);
export type MLModel = InstanceType<typeof MLModel>;

const entity = entityLifecycle<"MLModel", Inputs, GetMLModelCommandOutput>({
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
        Parameters: trainingParametersOf(parameters),
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
  facts: ({ SizeInBytes, ComputeTime, ScoreThreshold }) => ({
    sizeInBytes: SizeInBytes,
    computeMs: ComputeTime,
    scoreThreshold: ScoreThreshold,
  }),
});

type Made = Awaited<ReturnType<typeof entity.update>> & { id: string };

/** Its threshold can be set only as long as it has no endpoint: it belongs to the making. */
export const lifecycle: typeof entity = {
  ...entity,
  create: async (inputs) => withThreshold(await entity.create(inputs)),
  async update(id, olds, news) {
    return withThreshold({ id, ...(await entity.update(id, olds, news)) });
  },
};

// ---

async function withThreshold({ id, outs }: Made): Promise<Made> {
  const goal = goalOf(outs.parameters);
  if (goal === undefined) return { id, outs };
  try {
    return { id, outs: { ...outs, scoreThreshold: await setThreshold(outs, goal) } };
  } catch (error) {
    // The model exists, and the state has to know it.
    throw new InitError(
      id,
      outs,
      `The model ${outs.modelId} was made, but not its threshold: ${(error as Error).message}`,
    );
  }
}
