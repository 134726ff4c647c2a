import * as pulumi from "@pulumi/pulumi";
import { evaluationId, modelId, shortDigest } from "../plan/identity";
import type { Dataset } from "./dataset";
import { Evaluation } from "./evaluation";
import { MLModel } from "./ml-model";
import { RealtimeEndpoint } from "./realtime-endpoint";

export interface GenerationArgs {
  cloud: string;
  region: string;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The generation digest. */
  digest: string;
  dataset: Dataset;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  modelType: "MULTICLASS" | "BINARY" | "REGRESSION";
  recipe: string;
  parameters: Record<string, string>;
  /** Made-up records that the endpoint has to answer for before it serves. */
  examples: Record<string, string>[];
  tags: Record<string, string>;
  timeoutMinutes: number;
}

/** A model, the proof of how good it is, and the endpoint that serves it. */
export class Generation extends pulumi.ComponentResource {
  readonly model: MLModel;
  readonly evaluation: Evaluation;
  readonly endpoint: RealtimeEndpoint;

  constructor(args: GenerationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cloud, region, stackKey, digest, dataset, service, modelType, recipe, parameters } = args;
    const { examples, tags, timeoutMinutes } = args;
    const short = shortDigest(digest);
    super("ml-learn:index:Generation", `generation-${short}`, {}, opts);
    const common = { cloud, region, tags, timeoutMinutes };
    this.model = new MLModel(
      `model-${short}`,
      {
        ...common,
        modelId: modelId(stackKey, digest),
        trainingDataSourceId: dataset.training.dataSourceId,
        modelType,
        recipe,
        parameters,
      },
      { parent: this },
    );
    this.evaluation = new Evaluation(
      `quality-${short}`,
      {
        ...common,
        evaluationId: evaluationId(stackKey, digest),
        modelId: this.model.modelId,
        evaluationDataSourceId: dataset.evaluation.dataSourceId,
      },
      { parent: this },
    );
    this.endpoint = new RealtimeEndpoint(
      `endpoint-${short}`,
      { cloud, region, modelId: this.model.modelId, generation: digest, service, examples, timeoutMinutes },
      // Not before the model is known to be good.
      { parent: this, dependsOn: this.evaluation },
    );
    this.registerOutputs({ modelId: this.model.modelId, url: this.endpoint.url });
  }
}
