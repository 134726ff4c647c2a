import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import {
  CreateBatchPredictionCommand,
  CreateDataSourceFromS3Command,
  CreateMLModelCommand,
  CreateRealtimeEndpointCommand,
  DeleteRealtimeEndpointCommand,
  GetBatchPredictionCommand,
  GetDataSourceCommand,
  GetMLModelCommand,
  PredictCommand,
  UpdateDataSourceCommand,
  UpdateMLModelCommand,
  type UpdateMLModelCommandInput,
} from "@aws-sdk/client-machine-learning";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { TestLocalAws } from "../local-aws";

describe("updates", function () {
  const aws = new TestLocalAws();
  const model = () => aws.ml.send(new GetMLModelCommand({ MLModelId: "m" }));
  const update = (input: Omit<UpdateMLModelCommandInput, "MLModelId">) =>
    aws.ml.send(new UpdateMLModelCommand({ MLModelId: "m", ...input }));
  const until = async <T>(look: () => Promise<T>, isDone: (found: T) => boolean) => {
    for (;;) {
      const found = await look();
      if (isDone(found)) return found;
      await sleep(20);
    }
  };
  const attributes = [
    { attributeName: "y", attributeType: "BINARY" },
    { attributeName: "x", attributeType: "NUMERIC" },
  ];
  const schema = { version: "1.0", dataFormat: "CSV", dataFileContainsHeader: true, attributes };

  before(async () => {
    await aws.start();
    // Of each x, as many tenths of the rows are 1.
    const rows = Array.from({ length: 400 }, (_, i) => `${i % 10 < Math.floor(i / 40) ? 1 : 0},${Math.floor(i / 40)}`);
    await aws.putText("data", "tenths.csv", ["y,x", ...rows].join("\n"));
    await aws.ml.send(
      new CreateDataSourceFromS3Command({
        DataSourceId: "d",
        DataSpec: {
          DataLocationS3: "s3://data/tenths.csv",
          DataSchema: JSON.stringify({ ...schema, targetAttributeName: "y" }),
        },
        ComputeStatistics: true,
      }),
    );
    await aws.ml.send(new CreateMLModelCommand({ MLModelId: "m", MLModelType: "BINARY", TrainingDataSourceId: "d" }));
    await until(model, ({ Status }) => Status === "COMPLETED");
  });
  after(() => aws.remove());

  it("rename, and leave a repeat of the request the repeat that it is", async () => {
    await aws.ml.send(new UpdateDataSourceCommand({ DataSourceId: "d", DataSourceName: "tenths" }));
    assert.equal((await aws.ml.send(new GetDataSourceCommand({ DataSourceId: "d" }))).Name, "tenths");
    assert.deepEqual(await update({ MLModelName: "of tenths" }).then(({ MLModelId }) => MLModelId), "m");
    const { Name, ScoreThreshold, LastUpdatedAt, FinishedAt } = await model();
    assert.deepEqual([Name, ScoreThreshold], ["of tenths", undefined]);
    assert.ok(LastUpdatedAt! >= FinishedAt!);
    await aws.ml.send(new CreateMLModelCommand({ MLModelId: "m", MLModelType: "BINARY", TrainingDataSourceId: "d" }));
    assert.equal((await model()).Name, "of tenths");
  });

  it("set the score from which on a binary model says 1, for predictions and batches", async () => {
    const say = async () => {
      await aws.ml.send(new CreateRealtimeEndpointCommand({ MLModelId: "m" }));
      await until(model, ({ EndpointInfo }) => EndpointInfo!.EndpointStatus === "READY");
      const record = { MLModelId: "m", Record: { x: "3" }, PredictEndpoint: aws.service.url };
      const { Prediction } = await aws.ml.send(new PredictCommand(record));
      await aws.ml.send(new DeleteRealtimeEndpointCommand({ MLModelId: "m" }));
      return Prediction!;
    };
    const before = await say();
    assert.equal(before.predictedLabel, "0");
    await update({ ScoreThreshold: 0.2 });
    const { ScoreThreshold, ScoreThresholdLastUpdatedAt, LastUpdatedAt } = await model();
    assert.equal(ScoreThreshold, 0.2);
    assert.ok(Math.abs(Number(ScoreThresholdLastUpdatedAt) - Number(LastUpdatedAt)) < 1000);
    const after = await say();
    assert.equal(after.predictedLabel, "1");
    // The score is the probability of 1 either way.
    assert.equal(after.predictedScores!["1"], before.predictedScores!["0"]);

    const id = { BatchPredictionId: "b" };
    const output = { MLModelId: "m", BatchPredictionDataSourceId: "d", OutputUri: "s3://data/out/" };
    await aws.ml.send(new CreateBatchPredictionCommand({ ...id, ...output }));
    await until(
      () => aws.ml.send(new GetBatchPredictionCommand(id)),
      ({ Status }) => Status === "COMPLETED",
    );
    const Key = "out/batch-prediction/result/b-tenths.csv.gz";
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "data", Key }));
    const lines = gunzipSync(await Body!.transformToByteArray())
      .toString()
      .trim()
      .split("\n")
      .slice(1);
    const answers = lines.map((line) => line.split(","));
    assert.ok(answers.every(([, answer, score]) => (answer === "1") === Number(score) >= 0.2));
    assert.ok(answers.some(([, answer, score]) => answer === "1" && Number(score) < 0.5));
  });

  it("are refused: a threshold while an endpoint is there or that is none, what is deleted or nobody's", async () => {
    const refused = (call: Promise<unknown>, message: RegExp, name = "InvalidInputException") =>
      assert.rejects(call, (error: Error) => error.name === name && message.test(error.message));
    await refused(update({ ScoreThreshold: 1.5 }), /'ScoreThreshold' .*less than or equal to 1/);
    await refused(update({ ScoreThreshold: -0.1 }), /'ScoreThreshold' .*greater than or equal to 0/);
    await refused(
      update({ ScoreThreshold: "high" as never }),
      /Expected number at 'ScoreThreshold'/,
      "SerializationException",
    );
    await refused(
      aws.ml.send(new UpdateDataSourceCommand({ DataSourceId: "d", DataSourceName: undefined })),
      /'DataSourceName' .*must not be null/,
    );
    await refused(
      aws.ml.send(new UpdateDataSourceCommand({ DataSourceId: "x", DataSourceName: "x" })),
      /No DataSource with id x exists/,
      "ResourceNotFoundException",
    );
    await aws.ml.send(new CreateRealtimeEndpointCommand({ MLModelId: "m" }));
    await refused(update({ ScoreThreshold: 0.3 }), /has a realtime endpoint/);
    await update({ MLModelName: "still" });
    assert.equal((await model()).Name, "still");
  });
});
