import {
  CreateEvaluationCommand,
  DeleteEvaluationCommand,
  GetEvaluationCommand,
  type GetEvaluationCommandOutput,
} from "@aws-sdk/client-machine-learning";
import type { AmazonMlRow } from "../../plan/engines/amazon-ml/state-rows";
import { dynamicResource } from "../dynamic/dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText } from "../dynamic/lifecycle";

interface Inputs extends EntityInputs, Pick<AmazonMlRow<"Evaluation">, "generation"> {
  /** The wished id; the output of the same name is the one it got. */
  evaluationId: string;
  modelId: string;
  evaluationDataSourceId: string;
}

export const Evaluation = dynamicResource<Inputs, { metric: string; value: number }>("Evaluation", ["metric", "value"]);
export type Evaluation = InstanceType<typeof Evaluation>;

export const lifecycle = entityLifecycle<"Evaluation", Inputs, GetEvaluationCommandOutput>({
  noun: "evaluation",
  type: "Evaluation",
  idProperty: "evaluationId",
  isMadeAnew: true,
  rules: { modelId: isText, evaluationDataSourceId: isText },
  create: (client, id, { modelId, evaluationDataSourceId }) =>
    client.send(
      new CreateEvaluationCommand({
        EvaluationId: id,
        EvaluationName: id,
        MLModelId: modelId,
        EvaluationDataSourceId: evaluationDataSourceId,
      }),
    ),
  get: (client, id) => client.send(new GetEvaluationCommand({ EvaluationId: id })),
  delete: (client, id) => client.send(new DeleteEvaluationCommand({ EvaluationId: id })),
  facts({ PerformanceMetrics, ComputeTime }) {
    const [[metric, value]] = Object.entries(PerformanceMetrics?.Properties ?? { none: "NaN" });
    return { metric, value: Number(value), computeMs: ComputeTime };
  },
});
