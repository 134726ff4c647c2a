import {
  CreateEvaluationCommand,
  DeleteEvaluationCommand,
  GetEvaluationCommand,
  type GetEvaluationCommandOutput,
} from "@aws-sdk/client-machine-learning";
import * as pulumi from "@pulumi/pulumi";
import type { StateRow } from "../plan/state";
import { DynamicResource } from "./dynamic-resource";
import { entityLifecycle, type EntityInputs } from "./entity";
import { isText, type ArgsOf } from "./lifecycle";
import { provider } from "./provider";

interface Inputs extends EntityInputs, Pick<StateRow<"Evaluation">, "generation"> {
  /** The wished id; the output of the same name is the one it got. */
  evaluationId: string;
  modelId: string;
  evaluationDataSourceId: string;
}

const shim = provider("evaluation");

/** How good a model is on rows that it did not learn from. */
export class Evaluation extends DynamicResource {
  declare readonly evaluationId: pulumi.Output<string>;
  /** `MulticlassAvgFScore`, `BinaryAUC` or `RegressionRMSE`. */
  declare readonly metric: pulumi.Output<string>;
  declare readonly value: pulumi.Output<number>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "Evaluation", name, args, ["metric", "value"], opts);
  }
}

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
