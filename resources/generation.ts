import * as pulumi from "@pulumi/pulumi";
import type { GateLimits, Quality } from "../plan/gate";
import { evaluationId, modelId, shortDigest } from "../plan/identity";
import type { Dataset } from "./dataset";
import { Evaluation } from "./evaluation";
import { MLModel } from "./ml-model";
import { QualityGate } from "./quality-gate";
import { RealtimeEndpoint } from "./realtime-endpoint";

export interface GenerationArgs {
  cloud: string;
  region: string;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The generation digest, and the dataset digest. */
  digest: string;
  datasetDigest: string;
  /** Undefined where the state has lost it. */
  dataset: Dataset | undefined;
  definition: string;
  approvedBy: string;
  /** Made-up records that it has to answer for before it serves. */
  examples: Record<string, string>[];
  modelType: "MULTICLASS" | "BINARY" | "REGRESSION";
  recipe: string;
  parameters: Record<string, string>;
  gate: { limits: GateLimits; serving: Partial<Quality> & { generation?: string }; isAccepted: boolean };
  /** Undefined for a generation that does not answer. */
  endpoint?: {
    /** The local service's URL; "" on AWS. */
    service: pulumi.Input<string>;
  };
  tags: Record<string, string>;
  timeoutMinutes: number;
  /** It passed the gate in an earlier run, and is not judged again. */
  isReleased: boolean;
  /** Of an earlier run: what is left of it stays as the state has it. */
  past?: { hasEvaluation: boolean };
}

/** A model, the proof of how good it is, and the endpoint that serves it. */
export class Generation extends pulumi.ComponentResource {
  readonly model: MLModel;
  readonly evaluation: Evaluation | undefined;
  readonly endpoint: RealtimeEndpoint | undefined;
  private readonly dataset: Dataset | undefined;

  constructor(args: GenerationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cloud, region, stackKey, digest, datasetDigest, dataset, definition, approvedBy, isReleased, past } = args;
    const { examples, modelType, recipe, parameters, gate, endpoint, tags, timeoutMinutes } = args;
    const short = shortDigest(digest);
    super("ml-learn:index:Generation", `generation-${short}`, {}, opts);
    this.dataset = dataset;
    const common = { cloud, region, tags, timeoutMinutes };
    const child = { parent: this, ...(past && { ignoreChanges: ["*"] }) };
    this.model = new MLModel(
      `model-${short}`,
      {
        ...common,
        modelId: modelId(stackKey, digest),
        generation: digest,
        dataset: datasetDigest,
        definition,
        approvedBy,
        examples,
        trainingDataSourceId: dataset?.training?.dataSourceId ?? "",
        modelType,
        recipe,
        parameters,
      },
      child,
    );
    if (!past || past.hasEvaluation)
      this.evaluation = new Evaluation(
        `quality-${short}`,
        {
          ...common,
          evaluationId: evaluationId(stackKey, digest),
          generation: digest,
          modelId: this.model.modelId,
          evaluationDataSourceId: dataset?.evaluation?.dataSourceId ?? "",
        },
        child,
      );
    const { metric = "", value = 0 } = this.evaluation ?? {};
    const released =
      isReleased || !past
        ? new QualityGate(
            `gate-${short}`,
            { cloud, region, generation: digest, metric, value, ...gate },
            { parent: this, ...(isReleased && { ignoreChanges: ["*"] }) },
          )
        : undefined;
    if (endpoint)
      this.endpoint = new RealtimeEndpoint(
        `endpoint-${short}`,
        { cloud, region, modelId: this.model.modelId, generation: digest, ...endpoint, examples, timeoutMinutes },
        // Not before the model is known to be good. The local service may have moved meanwhile.
        { parent: this, dependsOn: released, ...(past && { ignoreChanges: AS_IT_WAS }) },
      );
    this.registerOutputs({ modelId: this.model.modelId });
  }

  /** What a person wants to know of it. */
  facts() {
    const { model, evaluation, dataset } = this;
    return {
      metric: evaluation?.metric,
      metricValue: evaluation?.value,
      trained: model.created,
      modelSizeInBytes: model.sizeInBytes,
      definition: model.definition,
      rows: dataset?.upload?.rows,
      classes: dataset?.upload?.classes.apply((classes) => Object.keys(classes).length),
    };
  }
}

// ---

/** All of an endpoint's inputs but `service`. */
const AS_IT_WAS = ["cloud", "region", "row", "modelId", "generation", "examples", "timeoutMinutes"];
