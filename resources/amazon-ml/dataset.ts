import * as pulumi from "@pulumi/pulumi";
import { batchPredictionId, dataSourceIds, evaluationId, modelId } from "../../plan/engines/amazon-ml/ids";
import { splitOf, type View } from "../../plan/engines/amazon-ml/split";
import { isToBeChosen } from "../../plan/engines/amazon-ml/threshold";
import { resultsPrefix } from "../../plan/identity";
import { shortDigest } from "../../text/short-digest";
import type { DatasetArgs, DeclaredDataset, Proof, ProveArgs, TrainArgs } from "../engine-resources";
import { BatchPrediction, resultsOf } from "./batch-prediction";
import { DataSource } from "./data-source";
import { Evaluation } from "./evaluation";
import { MLModel } from "./ml-model";

/** The two views of one set of features: the rows to learn from, and the rows held out. */
export class Dataset extends pulumi.ComponentResource implements DeclaredDataset {
  private readonly training: DataSource;
  private readonly evaluation: DataSource;

  constructor(args: DatasetArgs, opts?: pulumi.ComponentResourceOptions) {
    const { place, stackKey, digest, uploadDigest, upload, schema, tags, timeoutMinutes } = args;
    const short = shortDigest(digest);
    super("ml-learn:index:Dataset", `dataset-${short}`, {}, opts);
    const { holdOut, trainingPercent, splitSeed } = args.settings;
    const split = splitOf(holdOut, trainingPercent, splitSeed);
    const ids = dataSourceIds(stackKey, digest);
    const view = (side: "training" | "evaluation", { file, rearrangement }: View) => {
      return new DataSource(
        `${side}-${short}`,
        {
          ...place,
          schema,
          tags,
          timeoutMinutes,
          dataset: digest,
          upload: uploadDigest,
          splitIdentity: split.identity,
          side,
          bucket: upload.bucket,
          key: upload.keys.apply((keys) => keys[file]),
          split: rearrangement,
          dataSourceId: ids[side],
        },
        { parent: this },
      );
    };
    this.training = view("training", split.training);
    this.evaluation = view("evaluation", split.evaluation);
    this.registerOutputs({ training: this.training.dataSourceId, evaluation: this.evaluation.dataSourceId });
  }

  train(args: TrainArgs, opts: pulumi.CustomResourceOptions): MLModel {
    const { place, stackKey, bucket, tags, timeoutMinutes, digest, dataset } = args;
    const prefix = `${resultsPrefix(stackKey, digest)}threshold/`;
    const id = `${batchPredictionId(stackKey, digest)}-threshold`;
    const { definition, states, approvedBy, examples, modelType, recipe, parameters } = args;
    return new MLModel(
      `model-${shortDigest(digest)}`,
      {
        ...{ ...place, tags, timeoutMinutes },
        ...{ modelId: modelId(stackKey, digest), generation: digest, dataset },
        ...{ definition, approvedBy, examples, modelType, recipe, parameters },
        ...(states && { states }),
        trainingDataSourceId: this.training.dataSourceId,
        ...(isToBeChosen(parameters) && { thresholdFrom: pulumi.output({ bucket, prefix, batchPredictionId: id }) }),
      },
      opts,
    );
  }

  prove(args: ProveArgs, opts: pulumi.CustomResourceOptions): Proof {
    const { place, stackKey, bucket, tags, timeoutMinutes, digest, model, isPredicted, hasRowId } = args;
    const common = { ...place, tags, timeoutMinutes, generation: digest, modelId: model.modelId };
    const { dataSourceId } = this.evaluation;
    const { metric, value } = new Evaluation(
      `quality-${shortDigest(digest)}`,
      { ...common, evaluationId: evaluationId(stackKey, digest), evaluationDataSourceId: dataSourceId },
      opts,
    );
    const prefix = resultsPrefix(stackKey, digest);
    const predict = () =>
      new BatchPrediction(
        `predictions-${shortDigest(digest)}`,
        { ...common, batchPredictionId: batchPredictionId(stackKey, digest), dataSourceId, bucket, prefix },
        opts,
      );
    return {
      metric,
      value,
      predictions: { batchPredictionId: isPredicted ? resultsOf(predict()) : "", resultsPrefix: prefix, hasRowId },
    };
  }
}
