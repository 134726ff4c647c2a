import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import {
  AddTagsCommand,
  CreateEndpointCommand,
  DeleteTagsCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  paginateListTrainingJobs,
  StopTrainingJobCommand,
  waitUntilTrainingJobCompletedOrStopped,
  type CreateTrainingJobCommandInput,
} from "@aws-sdk/client-sagemaker";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { readModelArchive } from "../../../xgboost/model-archive";
import { jobRequest, rows, TestSageMaker } from "./sagemaker";

const aws = new TestSageMaker({ quotas: { "ml.m5.4xlarge for training job usage": 0 } });

describe("training jobs of SageMaker", function () {
  this.timeout(30_000);
  before(async () => {
    await aws.start();
    await aws.putText("data", "train/a.csv", rows(300, 1));
    await aws.putText("data", "train/b.csv", rows(200, 2));
    await aws.putText("data", "validation/v.csv", rows(200, 3));
  });
  after(() => aws.remove());

  const given = jobRequest("x");
  const withChannel = (change: object, i = 0): Partial<CreateTrainingJobCommandInput> => ({
    InputDataConfig: given.InputDataConfig!.map((channel, j) => (i === j ? { ...channel, ...change } : channel)),
  });
  const at = (S3Uri: string, more: object = {}) => ({
    DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri, ...more } },
  });
  const rejects = (change: Partial<CreateTrainingJobCommandInput>, name: string, message: RegExp) =>
    assert.rejects(aws.train(change.TrainingJobName ?? "refused", change), { name, message });
  const failure = async (name: string, change: Partial<CreateTrainingJobCommandInput>) => {
    await aws.train(name, change);
    const { TrainingJobStatus, FailureReason } = await aws.job(name);
    assert.equal(TrainingJobStatus, "Failed");
    return FailureReason!;
  };

  it("learn, and tell their states, times, metrics and artefact", async () => {
    await aws.train("first", { Tags: [{ Key: "stack", Value: "dev" }] });
    await waitUntilTrainingJobCompletedOrStopped(
      { client: aws.sageMaker, maxWaitTime: 20, minDelay: 1 },
      { TrainingJobName: "first" },
    );
    const job = await aws.job("first");
    assert.equal(job.TrainingJobArn, "arn:aws:sagemaker:us-east-1:123456789012:training-job/first");
    assert.deepEqual(
      job.SecondaryStatusTransitions!.map(({ Status }) => Status),
      ["Starting", "Downloading", "Training", "Uploading", "Completed"],
    );
    assert.deepEqual(job.HyperParameters, given.HyperParameters);
    assert.ok(job.TrainingStartTime! <= job.TrainingEndTime! && job.BillableTimeInSeconds! >= 1);
    const metrics = new Map(job.FinalMetricDataList!.map(({ MetricName, Value }) => [MetricName!, Value!]));
    assert.deepEqual([...metrics.keys()].sort(), [
      "train:auc",
      "train:f1_macro",
      "validation:auc",
      "validation:f1_macro",
    ]);
    assert.ok(metrics.get("validation:auc")! > 0.95);
    assert.equal(job.ModelArtifacts!.S3ModelArtifacts, "s3://data/models/first/output/model.tar.gz");
    const { Body } = await aws.s3.send(
      new GetObjectCommand({ Bucket: "data", Key: "models/first/output/model.tar.gz" }),
    );
    const [model] = await readModelArchive(Body as Readable);
    assert.deepEqual([model.trees.length, model.features], [5, 2]);
  });

  it("deal the objects of a prefix to several instances", async () => {
    const shards = withChannel(at("s3://data/train/", { S3DataDistributionType: "ShardedByS3Key" }));
    await aws.train("two", { ...shards, ResourceConfig: { ...given.ResourceConfig!, InstanceCount: 2 } });
    const job = await aws.job("two");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    const auc = job.FinalMetricDataList!.find(({ MetricName }) => MetricName === "validation:auc")!.Value!;
    assert.ok(auc > 0.95);
  });

  it("read what a manifest names", async () => {
    await aws.putText("data", "manifest.json", JSON.stringify([{ prefix: "s3://data/train/" }, "b.csv"]));
    const manifest = { S3DataType: "ManifestFile" as const };
    await aws.train("manifest", withChannel(at("s3://data/manifest.json", manifest)));
    assert.equal((await aws.job("manifest")).TrainingJobStatus, "Completed");
    await aws.putText("data", "wrong.json", JSON.stringify([{ prefix: "s3://data/train/" }, "none.csv"]));
    await rejects(
      withChannel(at("s3://data/wrong.json", manifest)),
      "ValidationException",
      /Expected a manifest such as .*none\.csv/,
    );
  });

  it("are refused at once, in SageMaker's words", async () => {
    await rejects(
      { TrainingJobName: "first" },
      "ResourceInUse",
      /must be unique within an AWS account .*training-job\/first\)$/,
    );
    await rejects({ TrainingJobName: "FIRST" }, "ResourceInUse", /training-job\/first/);
    await rejects(
      { TrainingJobName: "x_y" },
      "ValidationException",
      /^1 validation error detected: Value 'x_y' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    );
    await rejects(
      { RoleArn: "none" },
      "ValidationException",
      /Value 'none' at 'roleArn' .* length greater than or equal to 20/,
    );
    await rejects(
      withChannel(at("s3://data/nothing/")),
      "ValidationException",
      /^No S3 objects found under S3 URL "s3:\/\/data\/nothing\/" given in input data source\..* on bucket "data"\.$/,
    );
    await rejects(withChannel(at("s3://nowhere/")), "ValidationException", /^No S3 objects found/);
    await rejects(
      { ResourceConfig: { ...given.ResourceConfig!, InstanceType: "ml.m5.4xlarge" } },
      "ResourceLimitExceeded",
      /'ml\.m5\.4xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances/,
    );
    const algorithm = (change: object) => ({ AlgorithmSpecification: { ...given.AlgorithmSpecification!, ...change } });
    await rejects(
      algorithm({ MetricDefinitions: [{ Name: "a", Regex: "b" }] }),
      "ValidationException",
      /You can't override the metric definitions/,
    );
    await rejects(
      algorithm({ TrainingImage: "mine" }),
      "ValidationException",
      /Expected the image of SageMaker's XGBoost .* got 'mine'/,
    );
    await assert.rejects(aws.job("refused"), { name: "ValidationException", message: "Requested resource not found." });
  });

  it("fail later, in the image's words", async () => {
    const reason = (name: string, hyperparameters: Record<string, string>) =>
      failure(name, { HyperParameters: { ...given.HyperParameters, ...hyperparameters } });
    assert.match(await reason("typo", { num_rounds: "5" }), /UserError: Extraneous hyperparameter found: num_rounds$/);
    assert.match(
      await failure("svm", withChannel({ ContentType: undefined })),
      /UserError: First line '.*\.\.\.' of file '000000' is not 'LIBSVM' format/,
    );
    assert.match(
      await failure("size", withChannel({ ContentType: "text/csv;label_size=2" })),
      /UserError: .*label_size=2/,
    );
    assert.match(await failure("pipe", withChannel({ InputMode: "Pipe" })), /UserError: Pipe mode is not supported/);
    assert.match(
      await failure("channel", withChannel({ ChannelName: "test" }, 1)),
      /UserError: Extraneous channel found: test$/,
    );
    await aws.putText("data", "hidden/.part", "1,2");
    assert.match(
      await failure("hidden", withChannel(at("s3://data/hidden/"))),
      /UserError: Hidden file found in the data path!/,
    );
    await aws.putText("data", "label/a.csv", "7,1,2\n");
    assert.match(
      await failure("label", withChannel(at("s3://data/label/"))),
      /UserError: .*base_score must be in \(0,1\) for logistic loss, got: 7/,
    );
  });

  it("say in a sentence where XGBoost can't be had, and all else works", async () => {
    process.env.LIBXGBOOST = "/none/libxgboost.so";
    try {
      await rejects(
        {},
        "ValidationException",
        /^Expected the library of XGBoost 3\.0\.5 at LIBXGBOOST, got no file \/none\/libxgboost\.so\.$/,
      );
      assert.equal((await aws.job("first")).TrainingJobStatus, "Completed");
      await aws.config("without", "s3://data/models/first/output/model.tar.gz");
      await aws.sageMaker.send(new CreateEndpointCommand({ EndpointName: "without", EndpointConfigName: "without" }));
      await aws.endpoint("without");
      assert.ok(Number(await aws.invoke("without", "0.9,0.1")) > 0.7);
    } finally {
      delete process.env.LIBXGBOOST;
    }
  });

  it("are no failures where a metric is no number: an AUC of one class alone", async () => {
    await aws.putText("data", "alone/v.csv", "1,0.5,0.1\n1,0.6,0.2\n");
    await aws.train("alone", withChannel(at("s3://data/alone/"), 1));
    const job = await aws.job("alone");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    const names = job.FinalMetricDataList!.map(({ MetricName }) => MetricName);
    assert.ok(names.includes("validation:f1_macro") && !names.includes("validation:auc"), String(names));
  });

  it("take what the image's reader takes: a header, text and numbers of 2^64 and more, without a word", async () => {
    await aws.putText("data", "odd/a.csv", `class,a,b\n0,text,18446744073709551617\n1,"5",2\n0,,\n${rows(50, 4)}`);
    await aws.train("odd", withChannel(at("s3://data/odd/")));
    assert.equal((await aws.job("odd")).TrainingJobStatus, "Completed");
  });

  it("stop in no time, are deleted when they have ended, and give their names free", async () => {
    const HyperParameters = { ...given.HyperParameters!, num_round: "100000" };
    await aws.train("long", { HyperParameters });
    await assert.rejects(aws.sageMaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "long" })), {
      name: "ResourceInUse",
    });
    for (;;) {
      const { SecondaryStatus } = await aws.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "long" }));
      if (SecondaryStatus === "Training") break;
    }
    await aws.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: "long" }));
    const job = await aws.job("long");
    assert.deepEqual([job.TrainingJobStatus, job.SecondaryStatus], ["Stopped", "Stopped"]);
    assert.equal(job.ModelArtifacts!.S3ModelArtifacts, "");
    await assert.rejects(aws.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: "long" })), {
      name: "ValidationException",
    });
    await aws.sageMaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "long" }));
    await aws.train("long", { StoppingCondition: { MaxRuntimeInSeconds: 1 }, HyperParameters });
    assert.equal((await aws.job("long")).SecondaryStatus, "MaxRuntimeExceeded");
  });

  it("are listed by name, status and time, page by page", async () => {
    const names = async (question: object) =>
      (await aws.sageMaker.send(new ListTrainingJobsCommand(question))).TrainingJobSummaries!.map(
        ({ TrainingJobName }) => TrainingJobName,
      );
    assert.deepEqual(await names({ StatusEquals: "Stopped" }), ["long"]);
    assert.deepEqual(
      await names({ NameContains: "t", SortBy: "Name", SortOrder: "Descending", MaxResults: 2 }),
      ["typo", "two"].sort().reverse(),
    );
    assert.deepEqual(await names({ CreationTimeAfter: new Date(Date.now() + 1000) }), []);
    const all: (string | undefined)[] = [];
    for await (const page of paginateListTrainingJobs({ client: aws.sageMaker, pageSize: 3 }, {}))
      all.push(...page.TrainingJobSummaries!.map(({ TrainingJobName }) => TrainingJobName));
    assert.equal(all[0], "first");
    assert.ok(all.length > 6 && new Set(all).size === all.length);
    const { NextToken } = await aws.sageMaker.send(new ListTrainingJobsCommand({ MaxResults: 1 }));
    await assert.rejects(names({ NextToken, SortBy: "Name" }), {
      name: "ValidationException",
      message: /of the same question/,
    });
  });

  it("are begun again after a clean stop, however often, and what they made on the way is gone", async () => {
    await aws.train("stopped", { HyperParameters: { ...given.HyperParameters!, num_round: "3000" } });
    for (let i = 0; i < 3; i++) {
      await aws.stop();
      await aws.start();
    }
    const job = await aws.job("stopped");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    assert.deepEqual(readdirSync(join(aws.data, "sagemaker", "jobs", "work")), []);
  });

  it("have tags from their creation on", async () => {
    const ResourceArn = "arn:aws:sagemaker:us-east-1:123456789012:training-job/first";
    const tags = async () => (await aws.sageMaker.send(new ListTagsCommand({ ResourceArn }))).Tags;
    assert.deepEqual(await tags(), [{ Key: "stack", Value: "dev" }]);
    const { Tags } = await aws.sageMaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: "a", Value: "b" }] }));
    assert.equal(Tags!.length, 2);
    await aws.sageMaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["stack"] }));
    assert.deepEqual(await tags(), [{ Key: "a", Value: "b" }]);
    await assert.rejects(aws.sageMaker.send(new ListTagsCommand({ ResourceArn: `${ResourceArn}x` })), {
      name: "ValidationException",
    });
  });
});
