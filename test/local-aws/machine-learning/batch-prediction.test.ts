import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  CreateBatchPredictionCommand,
  CreateDataSourceFromS3Command,
  CreateMLModelCommand,
  CreateRealtimeEndpointCommand,
  DeleteBatchPredictionCommand,
  GetBatchPredictionCommand,
  PredictCommand,
} from "@aws-sdk/client-machine-learning";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { parse } from "csv-parse/sync";
import { setTimeout as sleep } from "node:timers/promises";
import { scientific } from "../../../local-aws/machine-learning/batch-output";
import { colorRows, colorSchema, TestLocalAws } from "../local-aws";

describe("batch predictions", function () {
  const aws = new TestLocalAws();

  const bytesOf = async (url: string) => {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url)!;
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  };
  const linesOf = async (url: string) =>
    gunzipSync(await bytesOf(url))
      .toString()
      .split("\n");
  const ended = async (BatchPredictionId: string) => {
    for (;;) {
      const batch = await aws.ml.send(new GetBatchPredictionCommand({ BatchPredictionId }));
      if (batch.Status !== "PENDING" && batch.Status !== "INPROGRESS") return batch;
      await sleep(20);
    }
  };
  const start = (BatchPredictionId: string, source: string, MLModelId = "model", OutputUri = "s3://data/out") =>
    aws.ml.send(
      new CreateBatchPredictionCommand({
        BatchPredictionId,
        BatchPredictionName: "all of them",
        MLModelId,
        BatchPredictionDataSourceId: source,
        OutputUri,
      }),
    );
  const run = async (...args: Parameters<typeof start>) => {
    await start(...args);
    return ended(args[0]);
  };
  const manifest = async (id: string, folder = "out") =>
    JSON.parse((await bytesOf(`s3://data/${folder}/batch-prediction/${id}.manifest`)).toString()) as Record<
      string,
      string
    >;
  const source = (id: string, DataLocationS3: string, DataSchema: string) =>
    aws.ml.send(
      new CreateDataSourceFromS3Command({
        DataSourceId: id,
        DataSpec: { DataLocationS3, DataSchema },
        ComputeStatistics: true,
      }),
    );

  before(async () => {
    await aws.start();
    await aws.putText("data", "colors.csv", colorRows(400));
    await aws.createDataSource("colors");
    await aws.createModel("model", "colors");
    await aws.model("model");
  });
  after(() => aws.remove());

  it("write scores as the captures of the real service have them", () => {
    const written: [number, string][] = [
      [0.00001945252, "1.945252E-5"],
      [0.996733, "9.96733E-1"],
      [8.359159, "8.359159E0"],
      [-15.26385, "-1.526385E1"],
      [0.3, "3E-1"],
      [0, "0E0"],
      [1, "1E0"],
      [100000, "1E5"],
    ];
    for (const [value, text] of written) assert.equal(scientific(value), text);
  });

  it("say for each row what Predict says, under a manifest that names the result", async () => {
    const batch = await run("all", "colors");
    assert.deepEqual(
      [batch.Status, batch.TotalRecordCount, batch.InvalidRecordCount, batch.OutputUri, batch.Name],
      ["COMPLETED", 400, 0, "s3://data/out", "all of them"],
    );
    assert.deepEqual(await manifest("all"), {
      "s3://data/colors.csv": "s3://data/out/batch-prediction/result/all-colors.csv.gz",
    });
    const lines = await linesOf("s3://data/out/batch-prediction/result/all-colors.csv.gz");
    assert.equal(lines[0], "trueLabel,stop,go");
    assert.equal(lines.length, 402);
    assert.equal(lines.at(-1), "");
    await aws.ml.send(new CreateRealtimeEndpointCommand({ MLModelId: "model" }));
    while ((await aws.model("model")).EndpointInfo!.EndpointStatus !== "READY") await sleep(20);
    const rows = colorRows(400).split("\n").slice(1);
    for (const i of [0, 1, 2, 3, 399]) {
      const [meaning, color, weight] = rows[i].split(",");
      const request = { MLModelId: "model", Record: { color, weight }, PredictEndpoint: aws.service.url };
      const { predictedScores = {} } = (await aws.ml.send(new PredictCommand(request))).Prediction!;
      assert.equal(lines[i + 1], [meaning, scientific(predictedScores.stop), scientific(predictedScores.go)].join(","));
    }
  });

  it("leave a blank line for a row that cannot be read, and tell how many there are", async () => {
    await aws.putText(
      "data",
      "odd/colors.csv",
      'meaning,color,weight\nstop,red,1\nonly one cell\n\n"go"x,red,1\n,green,\n',
    );
    await source("odd", "s3://data/odd/colors.csv", colorSchema);
    const batch = await run("odd", "odd", "model", "s3://data/odd-out/");
    assert.deepEqual([batch.Status, batch.TotalRecordCount, batch.InvalidRecordCount], ["COMPLETED", 5, 3]);
    assert.match(
      batch.Message!,
      /^3 observation\(s\) could not be read and have a blank line in the results, the first in line 3 of s3:\/\/data\/odd\/colors\.csv\./,
    );
    const [result] = Object.values(await manifest("odd", "odd-out"));
    const lines = await linesOf(result);
    assert.match(lines[1], /^stop,\d\.?\d*E-?\d+,/);
    assert.deepEqual(lines.slice(2, 5), ["", "", ""]);
    assert.match(lines[5], /^,\d/);
  });

  it("have a result for each file of a folder, also when two have one name, and for the rows of a split only", async () => {
    await aws.putText("data", "two/a/part.csv", colorRows(10));
    await aws.putText("data", "two/b/part.csv", colorRows(6));
    await source("two", "s3://data/two/", colorSchema);
    assert.equal((await run("two", "two")).TotalRecordCount, 16);
    const results = await manifest("two");
    assert.deepEqual(Object.keys(results), ["s3://data/two/a/part.csv", "s3://data/two/b/part.csv"]);
    assert.deepEqual(
      await Promise.all(Object.values(results).map(async (url) => (await linesOf(url)).length)),
      [12, 8],
    );
    await aws.createDataSource("half", JSON.stringify({ splitting: { percentBegin: 0, percentEnd: 50 } }));
    assert.equal((await run("half", "half")).TotalRecordCount, 200);
  });

  it("name rows by their id, quote what needs it, and need no target", async () => {
    const schema = JSON.parse(colorSchema) as { attributes: object[] };
    const attributes = [{ attributeName: "id", attributeType: "CATEGORICAL" }, ...schema.attributes.slice(1)];
    const withId = JSON.stringify({ ...schema, targetAttributeName: null, rowId: "id", attributes });
    await aws.putText("data", "ids.csv", 'id,color,weight\n"r,1",red,3\n"""r2""",green,4\n');
    await source("ids", "s3://data/ids.csv", withId);
    await run("ids", "ids");
    const [result] = Object.values(await manifest("ids"));
    const rows: string[][] = parse((await linesOf(result)).join("\n"));
    assert.deepEqual(rows[0], ["tag", "stop", "go"]);
    assert.deepEqual([rows[1][0], rows[2][0]], ["r,1", '"r2"']);
  });

  it("give answer and score of a binary model, and the number of a regression", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i % 2 ? "Yes" : "f"},${i % 2 ? 5 : 1}`);
    await aws.putText("data", "numbers.csv", ["y,x", ...rows].join("\n"));
    for (const [id, type, target] of [
      ["binary", "BINARY", "BINARY"],
      ["regression", "REGRESSION", "NUMERIC"],
    ] as const) {
      const attributes = [
        { attributeName: "y", attributeType: target },
        { attributeName: "x", attributeType: "NUMERIC" },
      ];
      const names = target === "NUMERIC" ? { targetAttributeName: "x" } : { targetAttributeName: "y" };
      if (target === "NUMERIC") attributes[0].attributeType = "BINARY";
      const schema = JSON.stringify({
        version: "1.0",
        dataFormat: "CSV",
        dataFileContainsHeader: true,
        attributes,
        ...names,
      });
      await source(id, "s3://data/numbers.csv", schema);
      await aws.ml.send(new CreateMLModelCommand({ MLModelId: id, MLModelType: type, TrainingDataSourceId: id }));
      await run(id, id, id);
    }
    const results = async (id: string) => linesOf(Object.values(await manifest(id))[0]);
    const [header, first, second] = await results("binary");
    assert.equal(header, "trueLabel,bestAnswer,score");
    assert.match(first, /^0,0,\d\.?\d*E-\d+$/);
    assert.match(second, /^1,1,9\.\d+E-1$/);
    const [numberHeader, number] = await results("regression");
    assert.equal(numberHeader, "trueLabel,score");
    assert.ok(Math.abs(Number(number.split(",")[1]) - 1) < 0.5, number);
  });

  it("fail with a message when there is no place for the results, and leave nothing behind", async () => {
    const { Status, Message } = await run("nowhere", "colors", "model", "s3://no-such-bucket/out");
    assert.equal(Status, "FAILED");
    assert.match(Message!, /The bucket 'no-such-bucket' does not exist/);
    assert.deepEqual(readdirSync(join(aws.data, "batches")), []);
  });

  it("are refused with a key that Amazon ML does not take, and made once when they are asked for twice", async () => {
    for (const uri of ["s3://data/a:b", "s3://data/a//b", "s3://data/a/./b", "s3://data/a/../b"])
      await assert.rejects(start("bad", "colors", "model", uri), { name: "InvalidInputException" });
    await start("all", "colors");
    await assert.rejects(start("all", "odd"), { name: "IdempotentParameterMismatchException" });
  });

  it("keep their results when they are deleted", async () => {
    await aws.ml.send(new DeleteBatchPredictionCommand({ BatchPredictionId: "all" }));
    assert.equal((await ended("all")).Status, "DELETED");
    const { Contents = [] } = await aws.s3.send(
      new ListObjectsV2Command({ Bucket: "data", Prefix: "out/batch-prediction/" }),
    );
    assert.ok(Contents.some(({ Key }) => Key!.endsWith("result/all-colors.csv.gz")));
  });
});
