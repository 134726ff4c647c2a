import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBatchPredictionCommand,
  CreateEvaluationCommand,
  DescribeMLModelsCommand,
  GetBatchPredictionCommand,
} from "@aws-sdk/client-machine-learning";
import { colorRows, TestLocalAws } from "../local-aws";

describe("the log of a job", () => {
  const aws = new TestLocalAws();
  before(async () => {
    await aws.start();
    await aws.putText("data", "colors.csv", `${colorRows(400)}\nonly one`);
    await aws.createDataSource("source");
    await aws.createModel("model", "source", { "sgd.maxPasses": "3", "sgd.shuffleType": "auto" });
    const of = { MLModelId: "model" };
    await aws.ml.send(new CreateEvaluationCommand({ EvaluationId: "ev", EvaluationDataSourceId: "source", ...of }));
    const batch = { BatchPredictionId: "bp", BatchPredictionDataSourceId: "source", OutputUri: "s3://data/out/" };
    await aws.ml.send(new CreateBatchPredictionCommand({ ...batch, ...of }));
  });
  after(() => aws.remove());

  const read = async (uri: string | undefined) => (await fetch(uri!)).text();

  it("tells what was read, what was tried, each pass, and what came of it", async () => {
    const log = await read((await aws.model("model")).LogUri);
    for (const line of [
      /^\d{4}-\d\d-\d\dT[\d:.]+Z data: [\d,]+ bytes in s3:\/\/data\/colors\.csv$/m,
      /Z {3}sgd\.maxPasses = 3$/m,
      /tried and taken: loss \d\.\d+ on rows held back, rate 1, L2 0\.0025, outputs \[ "ALL_CATEGORICAL"/,
      /pass 3 of 3: loss \d\.\d{5}, rate \d/,
      /learned from 400 rows with a value for the target, 2 classes, \d+ columns, \d+ weights: [\d,]+ bytes/,
      /1 observation\(s\) could not be read and were left out, the first in line 402 of s3:\/\/data\/colors\.csv/,
      /COMPLETED$/m,
    ])
      assert.match(log, line);
    assert.equal(log.match(/pass \d of 3/g)!.length, 3);
  });

  it("is there for every kind of entity, also of one that failed before it began", async () => {
    assert.match(await read((await aws.dataSource("source")).LogUri), /rows: 400\n/);
    assert.match(await read((await aws.evaluation("ev")).LogUri), /MulticlassAvgFScore: \d/);
    while ((await aws.ml.send(new GetBatchPredictionCommand({ BatchPredictionId: "bp" }))).Status !== "COMPLETED");
    const { LogUri } = await aws.ml.send(new GetBatchPredictionCommand({ BatchPredictionId: "bp" }));
    assert.match(await read(LogUri), /rows: 401\n/);
    await aws.createDataSource("missing", "", "nowhere.csv");
    assert.match(
      await read((await aws.dataSource("missing")).LogUri),
      /FAILED: The object 'nowhere\.csv' does not exist/,
    );
  });

  it("is shown by Get alone, and to nobody without its link", async () => {
    const { Results } = await aws.ml.send(new DescribeMLModelsCommand({}));
    assert.ok(!("LogUri" in Results![0]));
    const { LogUri } = await aws.model("model");
    for (const [from, to] of [
      [/Signature=.*/, ""],
      [/Expires=\d/, "Expires=9"],
      [/pr-model/, "pr-other"],
    ] as const)
      assert.equal((await fetch(LogUri!.replace(from, to))).status, 403);
  });

  it("says so when there is none, as of a job that an earlier version did", async () => {
    const { LogUri } = await aws.model("model");
    rmSync(join(aws.data, "logs"), { recursive: true });
    const response = await fetch(LogUri!);
    assert.deepEqual([response.status, /There is no log/.test(await response.text())], [404, true]);
  });
});
