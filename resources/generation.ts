import * as pulumi from "@pulumi/pulumi";
import type { ModelType } from "../features/definition";
import { batchPredictionId, evaluationId, modelId, reportPrefix, resultsPrefix } from "../plan/identity";
import { markKeys } from "../plan/marked-keys";
import type { GateTerms } from "../plan/gate";
import type { Release } from "../report/release";
import { BatchPrediction, resultsOf } from "./amazon-ml/batch-prediction";
import type { Place } from "./cloud/clients";
import type { Dataset } from "./dataset";
import { Evaluation } from "./amazon-ml/evaluation";
import type { Declared } from "./kept";
import { MLModel } from "./amazon-ml/ml-model";
import { QualityGate } from "./quality-gate";
import { RealtimeEndpoint } from "./amazon-ml/realtime-endpoint";
import { Report } from "./report";
import type { Story } from "./report-story";
import { shortDigest } from "../text/short-digest";

export interface GenerationArgs {
  place: Place;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The generation digest, and the dataset digest. */
  digest: string;
  datasetDigest: string;
  dataset: Dataset;
  definition: string;
  approvedBy: string;
  /** Made-up records that it has to answer for before it serves. */
  examples: Record<string, string>[];
  /** Whether the held-out rows are predicted. */
  isPredicted: boolean;
  report: ReportArgs;
  modelType: ModelType;
  recipe: string;
  parameters: Record<string, string>;
  gate: GateTerms;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  tags: Record<string, string>;
  timeoutMinutes: number;
  /** It passed the gate in an earlier run, and is not judged again. */
  isReleased: boolean;
}

export interface ReportArgs {
  /** Where it and the predictions are written, and whether these begin with a row id. */
  bucket: pulumi.Input<string>;
  hasRowId: boolean;
  heatMapClasses: number;
  /** Of the data: what the report says of them. */
  facts: Pick<
    Release,
    "project" | "stack" | "features" | "target" | "rows" | "classes" | "measure" | "split" | "recipe" | "parameters"
  >;
  story: Story;
  /** It was written in an earlier run: the story is that run's. */
  isTold: boolean;
}

/** A model, the proof of how good it is, and the endpoint that serves it. */
export class Generation extends pulumi.ComponentResource implements Declared {
  readonly model: MLModel;
  readonly evaluation: Evaluation;
  readonly report: Report;
  readonly endpoint: RealtimeEndpoint;

  constructor(args: GenerationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { place, stackKey, digest, datasetDigest, dataset, definition, approvedBy, isReleased } = args;
    const { modelType, recipe, parameters, gate, service, tags, timeoutMinutes, report } = args;
    const examples = args.examples.map(markKeys);
    const short = shortDigest(digest);
    super("ml-learn:index:Generation", `generation-${short}`, {}, opts);
    const common = { ...place, tags, timeoutMinutes };
    const child = { parent: this };
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
        trainingDataSourceId: dataset.training.dataSourceId,
        modelType,
        recipe,
        parameters,
      },
      child,
    );
    this.evaluation = new Evaluation(
      `quality-${short}`,
      {
        ...common,
        evaluationId: evaluationId(stackKey, digest),
        generation: digest,
        modelId: this.model.modelId,
        evaluationDataSourceId: dataset.evaluation.dataSourceId,
      },
      child,
    );
    const { metric, value } = this.evaluation;
    const { bucket } = report;
    const prediction = args.isPredicted
      ? new BatchPrediction(
          `predictions-${short}`,
          {
            ...common,
            batchPredictionId: batchPredictionId(stackKey, digest),
            generation: digest,
            modelId: this.model.modelId,
            dataSourceId: dataset.evaluation.dataSourceId,
            bucket,
            prefix: resultsPrefix(stackKey, digest),
          },
          child,
        )
      : undefined;
    this.report = new Report(
      `report-${short}`,
      {
        ...place,
        generation: digest,
        bucket,
        prefix: reportPrefix(stackKey, digest),
        batchPredictionId: prediction ? resultsOf(prediction) : "",
        resultsPrefix: resultsPrefix(stackKey, digest),
        hasRowId: report.hasRowId,
        heatMapClasses: report.heatMapClasses,
        tags,
        facts: pulumi.output({
          ...report.facts,
          generation: digest,
          dataset: datasetDigest,
          modelId: this.model.modelId,
          created: this.model.created,
          computeMs: this.model.computeMs,
          modelType,
          definition,
          quality: { metric, value },
        }),
        story: report.story,
      },
      { ...child, ...(report.isTold && { ignoreChanges: ["story"] }) },
    );
    const released = new QualityGate(
      `gate-${short}`,
      { ...place, generation: digest, metric, value, ...gate },
      // A refused model is one to look at.
      { ...child, dependsOn: this.report, ...(isReleased && { ignoreChanges: ["*"] }) },
    );
    this.endpoint = new RealtimeEndpoint(
      `endpoint-${short}`,
      { ...place, modelId: this.model.modelId, generation: digest, service, examples, timeoutMinutes },
      // Not before the model is known to be good.
      { ...child, dependsOn: released },
    );
    this.registerOutputs({ modelId: this.model.modelId });
  }

  facts() {
    const { model, evaluation, report } = this;
    return { metric: evaluation.metric, metricValue: evaluation.value, trained: model.created, report: report.url };
  }
}
