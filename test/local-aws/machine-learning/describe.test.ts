import assert from "node:assert/strict";
import {
  CreateEvaluationCommand,
  DeleteDataSourceCommand,
  DescribeDataSourcesCommand,
  DescribeEvaluationsCommand,
  DescribeMLModelsCommand,
  paginateDescribeDataSources,
  UpdateDataSourceCommand,
  waitUntilDataSourceAvailable,
  waitUntilEvaluationAvailable,
  waitUntilMLModelAvailable,
  type DescribeDataSourcesCommandInput,
} from "@aws-sdk/client-machine-learning";
import { colorRows, TestLocalAws } from "../local-aws";

describe("lists of entities", function () {
  const aws = new TestLocalAws();
  const ids = async (input: DescribeDataSourcesCommandInput = {}) =>
    (await aws.ml.send(new DescribeDataSourcesCommand(input))).Results!.map(({ DataSourceId }) => DataSourceId);
  const all = Array.from({ length: 7 }, (_, i) => `d${i}`);

  before(async () => {
    await aws.start();
    const none = await aws.ml.send(new DescribeMLModelsCommand({}));
    assert.deepEqual([none.Results, none.NextToken], [[], undefined]);
    await aws.putText("data", "colors.csv", colorRows(40));
    for (const id of all) {
      await aws.createDataSource(id);
      await aws.ml.send(new UpdateDataSourceCommand({ DataSourceId: id, DataSourceName: `2026-1${id.slice(1)}-run` }));
    }
    await aws.createModel("m", "d0", { "sgd.maxPasses": "2" });
    await aws.ml.send(new CreateEvaluationCommand({ EvaluationId: "e", MLModelId: "m", EvaluationDataSourceId: "d1" }));
  });
  after(() => aws.remove());

  it("end the waiters of the SDK", async () => {
    const client = { client: aws.ml, maxWaitTime: 20, minDelay: 1, maxDelay: 1 } as never;
    for (const { state } of [
      await waitUntilDataSourceAvailable(client, { FilterVariable: "Name", EQ: "2026-10-run" }),
      await waitUntilMLModelAvailable(client, { FilterVariable: "TrainingDataSourceId", EQ: "d0" }),
      await waitUntilEvaluationAvailable(client, { FilterVariable: "MLModelId", EQ: "m" }),
    ])
      assert.equal(state, "SUCCESS");
  });

  it("are of one variable, compared as it is told", async () => {
    const by = (rest: DescribeDataSourcesCommandInput) => ids({ FilterVariable: "Name", ...rest });
    assert.deepEqual(await by({ EQ: "2026-13-run" }), ["d3"]);
    assert.deepEqual(await by({ Prefix: "2026-1" }), all);
    assert.deepEqual(await by({ GE: "2026-12", LT: "2026-14" }), ["d2", "d3"]);
    assert.deepEqual(await by({ GT: "2026-15-run" }), ["d6"]);
    assert.deepEqual(await by({ LE: "2026-10-run" }), ["d0"]);
    assert.deepEqual(await by({ NE: "2026-10-run", SortOrder: "dsc" }), all.slice(1).reverse());
    const since = (GE: string) => ids({ FilterVariable: "CreatedAt", GE });
    assert.deepEqual(await since("2020-01-01T00:00:00Z"), all);
    assert.deepEqual(await since(String(Date.now() / 1000 + 60)), []);
    assert.deepEqual(await ids({ FilterVariable: "DataLocationS3", Prefix: "s3://data/" }), all);
    assert.deepEqual(await ids({ FilterVariable: "IAMUser", EQ: "arn:aws:iam::000000000000:root" }), all);
  });

  it("show what Get shows, and the algorithm of a model", async () => {
    const { $metadata: _, Recipe: __, Schema: ___, LogUri: ____, ...model } = await aws.model("m");
    const { Results } = await aws.ml.send(
      new DescribeMLModelsCommand({ FilterVariable: "RealtimeEndpointStatus", EQ: "NONE" }),
    );
    assert.deepEqual(Results, [{ ...model, Algorithm: "sgd" }]);
    const found = await aws.ml.send(new DescribeEvaluationsCommand({ FilterVariable: "DataSourceId", EQ: "d1" }));
    assert.equal(found.Results![0].EvaluationId, "e");
  });

  it("come page by page, each once, also while they are deleted", async () => {
    const pages: string[][] = [];
    for await (const { Results } of paginateDescribeDataSources({ client: aws.ml, pageSize: 3 }, { SortOrder: "dsc" }))
      pages.push(Results!.map(({ DataSourceId }) => DataSourceId!));
    assert.deepEqual(pages, [["d6", "d5", "d4"], ["d3", "d2", "d1"], ["d0"]]);
    const first = await aws.ml.send(new DescribeDataSourcesCommand({ Limit: 3 }));
    for (const { DataSourceId } of first.Results!) await aws.ml.send(new DeleteDataSourceCommand({ DataSourceId }));
    assert.deepEqual(await ids({ Limit: 3, NextToken: first.NextToken }), ["d3", "d4", "d5"]);
  });

  it("leave DELETED ones out, but for who asks for them", async () => {
    assert.deepEqual(await ids(), all.slice(3));
    assert.deepEqual(await ids({ FilterVariable: "Status", EQ: "DELETED" }), all.slice(0, 3));
    assert.deepEqual(await ids({ FilterVariable: "Status" }), all.slice(3));
  });

  it("refuse what makes no question", async () => {
    const refused = (input: DescribeDataSourcesCommandInput, message: RegExp) =>
      assert.rejects(
        ids(input),
        (error: Error) => error.name === "InvalidInputException" && message.test(error.message),
      );
    await refused({ EQ: "x" }, /Expected a FilterVariable with EQ, got none/);
    await refused({ FilterVariable: "MLModelId" as never, EQ: "x" }, /enum value set: \[CreatedAt, /);
    await refused(
      { FilterVariable: "CreatedAt", EQ: "yesterday" },
      /Expected seconds since 1970 or a date of ISO 8601/,
    );
    await refused({ Limit: 101 }, /less than or equal to 100/);
    await refused({ Limit: 0 }, /greater than or equal to 1/);
    await refused({ SortOrder: "desc" as never }, /enum value set: \[asc, dsc\]/);
    await refused({ NextToken: "x" }, /Expected the NextToken of the page before/);
    const { NextToken } = await aws.ml.send(new DescribeDataSourcesCommand({ Limit: 1 }));
    await refused({ NextToken, SortOrder: "dsc" }, /of the same question/);
  });
});
