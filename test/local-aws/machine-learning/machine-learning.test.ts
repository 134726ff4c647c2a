import assert from "node:assert/strict";
import {
  AddTagsCommand,
  CreateDataSourceFromS3Command,
  CreateEvaluationCommand,
  CreateMLModelCommand,
  CreateRealtimeEndpointCommand,
  DeleteDataSourceCommand,
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  DeleteTagsCommand,
  DescribeDataSourcesCommand,
  DescribeMLModelsCommand,
  DescribeTagsCommand,
  GetDataSourceCommand,
  GetMLModelCommand,
  MachineLearningClient,
  PredictCommand,
} from "@aws-sdk/client-machine-learning";
import { operations } from "../../../local-aws/machine-learning/operations/index";
import { colorRows, colorSchema, credentials, TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["ml"]["send"] = (command: never) => aws.ml.send(command) as never;
const rejects = (promise: Promise<unknown>, name: string, message: RegExp) =>
  assert.rejects(promise, { name, message });

describe("local Amazon ML", () => {
  before(async () => {
    await aws.start();
    await aws.putText("data", "colors.csv", colorRows(400));
  });
  after(() => aws.remove());

  it("has the 28 operations of the service model by name", () => {
    assert.equal(Object.keys(operations).length, 28);
  });

  it("answers every other target as AWS's JSON services do, also where none is named", async () => {
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(aws.service.url, { method: "POST", body: "{}", headers });
      const { __type } = (await response.json()) as { __type: string };
      return [response.status, response.headers.get("content-type"), __type];
    };
    const json = "application/x-amz-json-1.1";
    // The signature comes first.
    const unsigned = [400, json, "MissingAuthenticationTokenException"];
    assert.deepEqual(await ask({ "x-amz-target": "DynamoDB_20120810.ListTables", "content-type": json }), unsigned);
    assert.deepEqual(await ask({ "content-type": json }), unsigned);
    const client = new MachineLearningClient({ endpoint: aws.service.url, region: "us-east-1", credentials });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-amz-target"] = "AmazonML_20141212.Guess";
        return next(args);
      },
      { step: "build", priority: "low" },
    );
    await rejects(
      client.send(new DescribeMLModelsCommand({})),
      "UnknownOperationException",
      /Expected an operation of Amazon ML or SageMaker or Service Quotas in X-Amz-Target, such as AmazonML_20141212\.GetMLModel, got 'AmazonML_20141212\.Guess'/,
    );
    client.destroy();
  });

  describe("life cycle", () => {
    before(async () => {
      // All in one go: a dependent request may come before its inputs are COMPLETED.
      const split = (complement: boolean) =>
        JSON.stringify({ splitting: { percentBegin: 0, percentEnd: 70, strategy: "random", complement } });
      await aws.createDataSource("train", split(false));
      await aws.createDataSource("held", split(true));
      await aws.createModel("model", "train", { "sgd.maxPasses": "5", "sgd.shuffleType": "auto" });
      await send(
        new CreateEvaluationCommand({ EvaluationId: "evaluation", MLModelId: "model", EvaluationDataSourceId: "held" }),
      );
    });

    it("reads a data source, with its size and its rows", async () => {
      const source = await aws.dataSource("train");
      assert.equal(source.Status, "COMPLETED");
      assert.equal(source.DataSizeInBytes, Buffer.byteLength(colorRows(400)));
      assert.equal(source.NumberOfFiles, 1);
      assert.equal(source.DataSourceSchema, colorSchema);
      assert.ok(source.FinishedAt! >= source.StartedAt! && source.StartedAt! >= source.CreatedAt!);
      await aws.dataSource("held");
      const rowsOf = (id: string) => aws.service.state.get("DataSource", id).result.rows!;
      assert.equal(rowsOf("train") + rowsOf("held"), 400);
    });

    it("trains, and shows recipe, parameters and no endpoint", async () => {
      const model = await aws.model("model");
      assert.equal(model.Status, "COMPLETED");
      // Chosen, since none was given: one of 1 and 0.1 by the number of rows that were learned from.
      const { "sgd.l2RegularizationAmount": l2, ...parameters } = model.TrainingParameters!;
      const rows = aws.service.state.get("DataSource", "train").result.rows!;
      assert.ok(
        [1, 0.1].some((amount) => Math.abs(Number(l2) * rows - amount) < 0.05 * amount),
        l2,
      );
      assert.deepEqual(parameters, {
        algorithm: "sgd",
        "sgd.maxPasses": "5",
        "sgd.shuffleType": "auto",
        "sgd.maxMLModelSizeInBytes": "33554432",
        "sgd.l1RegularizationAmount": "0.0",
      });
      assert.match(model.Recipe!, /"ALL_CATEGORICAL",\s+"normalize\(ALL_NUMERIC\)"/);
      assert.deepEqual(model.EndpointInfo, { EndpointStatus: "NONE", PeakRequestsPerSecond: 0 });
      assert.equal(model.InputDataLocationS3, "s3://data/colors.csv");
      assert.ok(model.SizeInBytes! > 0);
      assert.equal(model.ScoreThreshold, undefined);
      const short = await send(new GetMLModelCommand({ MLModelId: "model" }));
      assert.equal(short.Recipe, undefined);
    });

    it("evaluates on the rows held out", async () => {
      const { Status, PerformanceMetrics } = await aws.evaluation("evaluation");
      assert.equal(Status, "COMPLETED");
      const f1 = Number(PerformanceMetrics!.Properties!.MulticlassAvgFScore);
      assert.ok(f1 > 0.65 && f1 < 0.85, String(f1)); // Half of the rows can be told, the other half is a coin.
    });

    it("answers predictions between mount and unmount, in float32", async () => {
      await aws.model("model");
      const predict = (Record: Record<string, string>) =>
        send(new PredictCommand({ MLModelId: "model", Record, PredictEndpoint: aws.service.url }));
      await rejects(predict({}), "PredictorNotMountedException", /no realtime endpoint/);
      const { RealtimeEndpointInfo } = await send(new CreateRealtimeEndpointCommand({ MLModelId: "model" }));
      assert.equal(RealtimeEndpointInfo!.EndpointUrl, aws.service.url);
      while ((await aws.model("model")).EndpointInfo!.EndpointStatus !== "READY");
      const { Prediction } = await predict({ color: "red", weight: " 3", unknown: "ignored" });
      assert.equal(Prediction!.predictedLabel, "stop");
      assert.deepEqual(Prediction!.details, { Algorithm: "SGD", PredictiveModelType: "MULTICLASS" });
      const scores = Object.entries(Prediction!.predictedScores!);
      assert.deepEqual(scores.map(([label]) => label).sort(), ["go", "stop"]);
      assert.ok(scores.every(([, score]) => score === Math.fround(score)));
      assert.deepEqual((await predict({})).Prediction!.predictedValue, undefined);
      await rejects(
        send(new DeleteMLModelCommand({ MLModelId: "model" })),
        "InvalidInputException",
        /delete that first/,
      );
      const gone = await send(new DeleteRealtimeEndpointCommand({ MLModelId: "model" }));
      assert.deepEqual(gone.RealtimeEndpointInfo, { EndpointStatus: "NONE", PeakRequestsPerSecond: 0 });
      await rejects(predict({}), "PredictorNotMountedException", /./);
      await rejects(
        send(new PredictCommand({ MLModelId: "nobody", Record: {}, PredictEndpoint: aws.service.url })),
        "ResourceNotFoundException",
        /No MLModel with id nobody exists/,
      );
    });

    it("copies tags from data source to model to evaluation, and changes them", async () => {
      await aws.createDataSource("tagged");
      const resource = { ResourceId: "tagged", ResourceType: "DataSource" as const };
      await send(
        new AddTagsCommand({
          ...resource,
          Tags: [{ Key: "team", Value: "a" }, { Key: "stack", Value: "dev" }, { Key: "plain" }],
        }),
      );
      await send(new AddTagsCommand({ ...resource, Tags: [{ Key: "team", Value: "b" }] }));
      await send(new DeleteTagsCommand({ ...resource, TagKeys: ["stack", "nobody"] }));
      await aws.createModel("tagged-model", "tagged");
      const { Tags } = await send(new DescribeTagsCommand({ ResourceId: "tagged-model", ResourceType: "MLModel" }));
      assert.deepEqual(Tags, [{ Key: "team", Value: "b" }, { Key: "plain" }]);
      await rejects(
        send(new AddTagsCommand({ ...resource, Tags: [{ Key: "aws:x", Value: "" }] })),
        "InvalidTagException",
        /aws:/,
      );
      const many = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "" }));
      await rejects(send(new AddTagsCommand({ ...resource, Tags: many })), "TagLimitExceededException", /50/);
    });

    it("says how far a model is while it is trained", async () => {
      await aws.putText("data", "many.csv", colorRows(20_000));
      await aws.createDataSource("many", "", "many.csv");
      await aws.createModel("slow", "many", { "sgd.maxPasses": "100" });
      for (;;) {
        const { Status, Message = "" } = await send(new GetMLModelCommand({ MLModelId: "slow" }));
        assert.notEqual(Status, "COMPLETED");
        if (/^(pass \d+ of 100|trying settings \d of \d)$/.test(Message)) break;
      }
      await send(new DeleteMLModelCommand({ MLModelId: "slow" }));
    });

    it("keeps DELETED entities readable, and deletes twice without error", async () => {
      await aws.createDataSource("brief");
      await aws.dataSource("brief");
      await send(new DeleteDataSourceCommand({ DataSourceId: "brief" }));
      await send(new DeleteDataSourceCommand({ DataSourceId: "brief" }));
      assert.equal((await send(new GetDataSourceCommand({ DataSourceId: "brief" }))).Status, "DELETED");
      await rejects(
        send(new AddTagsCommand({ ResourceId: "brief", ResourceType: "DataSource", Tags: [] })),
        "InvalidInputException",
        /DELETED/,
      );
    });

    it("ends a job whose entity is deleted, and never overwrites DELETED", async () => {
      await aws.createModel("cancelled", "train", { "sgd.maxPasses": "10000" });
      while ((await send(new GetMLModelCommand({ MLModelId: "cancelled" }))).Status === "PENDING");
      await send(new DeleteMLModelCommand({ MLModelId: "cancelled" }));
      await aws.createModel("next", "train");
      assert.equal((await aws.model("next")).Status, "COMPLETED");
      assert.equal((await send(new GetMLModelCommand({ MLModelId: "cancelled" }))).Status, "DELETED");
    });

    it("gives the same model for the same data and parameters, bit for bit", async () => {
      await aws.createModel("twin-a", "train", { "sgd.shuffleType": "auto" });
      await aws.createModel("twin-b", "train", { "sgd.shuffleType": "auto" });
      const scores = [];
      for (const MLModelId of ["twin-a", "twin-b"]) {
        await aws.model(MLModelId);
        await send(new CreateRealtimeEndpointCommand({ MLModelId }));
        while ((await aws.model(MLModelId)).EndpointInfo!.EndpointStatus !== "READY");
        scores.push(
          (
            await send(
              new PredictCommand({
                MLModelId,
                Record: { color: "amber", weight: "5" },
                PredictEndpoint: aws.service.url,
              }),
            )
          ).Prediction,
        );
      }
      assert.deepEqual(scores[0], scores[1]);
    });
  });

  describe("idempotency", () => {
    it("takes the same request again, and refuses the same id with other parameters", async () => {
      await aws.createDataSource("same");
      await aws.createDataSource("same");
      await aws.dataSource("same");
      await aws.createDataSource("same");
      await rejects(
        aws.createDataSource("same", '{"splitting":{"percentEnd":50}}'),
        "IdempotentParameterMismatchException",
        /other parameters/,
      );
    });

    it("knows a repeat whose input is gone", async () => {
      await aws.createDataSource("gone");
      await aws.createModel("of-gone", "gone");
      await aws.model("of-gone");
      await send(new DeleteDataSourceCommand({ DataSourceId: "gone" }));
      await aws.createModel("of-gone", "gone");
      await rejects(aws.createModel("another", "gone"), "InvalidInputException", /The DataSource gone is DELETED/);
    });

    it("takes absent, empty and false for the same", async () => {
      const request = {
        DataSourceId: "empty",
        DataSpec: { DataLocationS3: "s3://data/colors.csv", DataSchema: colorSchema },
      };
      await send(new CreateDataSourceFromS3Command(request));
      await send(new CreateDataSourceFromS3Command({ ...request, DataSourceName: "", ComputeStatistics: false }));
    });
  });

  describe("failures", () => {
    it("fails a data source whose object is missing, and what depends on it, with a message", async () => {
      await aws.createDataSource("missing", "", "nowhere.csv");
      await aws.createModel("early", "missing");
      const { Status, Message } = await aws.dataSource("missing");
      assert.equal(Status, "FAILED");
      assert.match(Message!, /'nowhere.csv' does not exist/);
      // Who comes later is answered as who came before.
      await aws.createModel("late", "missing");
      for (const id of ["early", "late"])
        assert.match((await aws.model(id)).Message!, /needs has the status FAILED: .*'nowhere.csv' does not exist/);
    });

    it("fails a model whose target is of another type, from S3 or refused at once", async () => {
      const schema = colorSchema.replace('"targetAttributeName":"meaning"', '"targetAttributeName":"weight"');
      await aws.putText("data", "colors.schema", schema);
      const spec = { DataLocationS3: "s3://data/colors.csv" };
      const source = (DataSourceId: string, DataSpec: object) =>
        send(
          new CreateDataSourceFromS3Command({
            DataSourceId,
            DataSpec: { ...spec, ...DataSpec },
            ComputeStatistics: true,
          }),
        );
      await source("inline", { DataSchema: schema });
      await source("in-s3", { DataSchemaLocationS3: "s3://data/colors.schema" });
      const wrong =
        /Expected a CATEGORICAL target for an MLModel of the type MULTICLASS, got 'weight', which is NUMERIC: take the MLModelType REGRESSION/;
      await rejects(aws.createModel("wrong", "inline"), "InvalidInputException", wrong);
      await aws.createModel("wrong", "in-s3");
      assert.match((await aws.model("wrong")).Message!, wrong);
    });

    it("fails a data source without a readable row", async () => {
      await aws.putText("data", "bad.csv", "meaning,color,weight\nonly two,cells\n");
      await aws.createDataSource("bad", "", "bad.csv");
      assert.match((await aws.dataSource("bad")).Message!, /Expected observations of 3 cells/);
    });

    it("fails a model with over 100 classes", async () => {
      const rows = Array.from({ length: 101 }, (_, i) => `class ${i},red,1`);
      await aws.putText("data", "many.csv", ["meaning,color,weight", ...rows].join("\n"));
      await aws.createDataSource("many", "", "many.csv");
      await aws.createModel("many", "many");
      assert.match((await aws.model("many")).Message!, /at most 100 classes.*got more/);
    });

    it("reads a folder of files, each with its header, in the order of the keys", async () => {
      for (const [i, text] of ["stop,red,1", "go,green,2\r\nstop,red,3\r\n"].entries()) {
        await aws.putText("data", `folder/${i}.csv`, `meaning,color,weight\n${text}`);
      }
      await aws.createDataSource("folder", "", "folder/");
      assert.equal((await aws.dataSource("folder")).NumberOfFiles, 2);
      assert.equal(aws.service.state.get("DataSource", "folder").result.rows, 3);
    });
  });

  describe("refusals", () => {
    const dataSource = (DataSpec: object, id = "x") =>
      send(
        new CreateDataSourceFromS3Command({
          DataSourceId: id,
          DataSpec: { DataLocationS3: "s3://data/colors.csv", ...DataSpec },
        }),
      );
    const model = (request: object) =>
      send(
        new CreateMLModelCommand({
          MLModelId: "x",
          MLModelType: "MULTICLASS",
          TrainingDataSourceId: "same",
          ...request,
        }),
      );

    it("checks every constraint, because clients check none", async () => {
      const cases: [() => Promise<unknown>, RegExp][] = [
        [
          () => dataSource({ DataSchema: colorSchema }, "with blank"),
          /'with blank'|"with blank" at 'DataSourceId'.*pattern/,
        ],
        [() => dataSource({ DataSchema: colorSchema }, "x".repeat(65)), /less than or equal to 64/],
        [() => dataSource({}), /exactly one of DataSchema and DataSchemaLocationS3/],
        [() => dataSource({ DataSchema: "{" }), /not JSON/],
        [() => dataSource({ DataSchema: colorSchema.replace('"meaning"', '"nobody"') }), /"nobody" is not among/],
        [() => dataSource({ DataSchema: colorSchema, DataLocationS3: "http://x" }), /DataSpec.DataLocationS3.*pattern/],
        [
          () =>
            dataSource({
              DataSchema: colorSchema,
              DataRearrangement: '{"splitting":{"percentBegin":50,"percentEnd":50}}',
            }),
          /percentBegin < percentEnd/,
        ],
        [
          () => dataSource({ DataSchema: colorSchema, DataRearrangement: '{"splitting":{"strategy":"stratified"}}' }),
          /"sequential" or "random"/,
        ],
        [() => model({ MLModelType: "FOO" }), /REGRESSION, BINARY, MULTICLASS/],
        [() => model({ TrainingDataSourceId: "nobody" }), /No DataSource with id nobody exists/],
        [() => model({ TrainingDataSourceId: "empty" }), /without statistics/],
        [() => model({ Parameters: { "sgd.maxPasses": "0" } }), /1 to 10000.*got '0'/],
        [() => model({ Parameters: { maxPasses: "5" } }), /Unknown training parameter 'maxPasses'/],
        [
          () =>
            model({ Parameters: { "sgd.l1RegularizationAmount": "1e-6", "sgd.l2RegularizationAmount": "1.0E-06" } }),
          /cannot both/,
        ],
        [() => model({ Recipe: "{}", RecipeUri: "s3://data/recipe" }), /at most one of Recipe and RecipeUri/],
      ];
      for (const [call, message] of cases) await rejects(call(), "InvalidInputException", message);
    });

    it("takes nulls and members that it does not know for nothing", async () => {
      const more = { DataRearrangement: null, RoleARN: "x" };
      const spec = { DataLocationS3: "s3://data/colors.csv", DataSchema: colorSchema, ...more };
      const request = { DataSourceId: "more", DataSpec: spec, RoleARN: "x", RDSData: {} };
      await send(new CreateDataSourceFromS3Command(request as never));
      assert.equal((await aws.dataSource("more")).Status, "COMPLETED");
      const { Results } = await send(new DescribeDataSourcesCommand({}));
      assert.ok(Results!.length > 0);
      const tags = { ResourceId: "more", ResourceType: "DataSource", Tags: [{ Key: null }] };
      await rejects(send(new AddTagsCommand(tags as never)), "InvalidTagException", /Expected a tag key/);
    });

    it("names the id that does not exist", async () => {
      await rejects(
        send(new GetMLModelCommand({ MLModelId: "fake-id" })),
        "ResourceNotFoundException",
        /No MLModel with id fake-id exists/,
      );
      await rejects(
        send(new CreateRealtimeEndpointCommand({ MLModelId: "fake-id" })),
        "ResourceNotFoundException",
        /fake-id/,
      );
    });

    it("refuses other keys", async () => {
      const { MachineLearningClient } = await import("@aws-sdk/client-machine-learning");
      const client = (accessKeyId: string, secretAccessKey: string) =>
        new MachineLearningClient({
          endpoint: aws.service.url,
          region: "us-east-1",
          credentials: { accessKeyId, secretAccessKey },
        });
      const get = new GetMLModelCommand({ MLModelId: "x" });
      await rejects(client("local", "wrong").send(get), "InvalidSignatureException", /secret access key/);
      await rejects(client("other", "wrong").send(get), "UnrecognizedClientException", /access key id/);
    });

    it("refuses a body that is too large, with an answer", async () => {
      const Record = { color: "x".repeat(3 << 20) };
      const predict = new PredictCommand({ MLModelId: "model", Record, PredictEndpoint: aws.service.url });
      await rejects(send(predict), "RequestEntityTooLargeException", /at most 2097152 bytes/);
    });

    it("refuses what is not signed, not JSON, or of the wrong type", async () => {
      const post = (body: string) =>
        fetch(aws.service.url, { method: "POST", body, headers: { "X-Amz-Target": "AmazonML_20141212.GetMLModel" } });
      const response = await post("{}");
      assert.equal(response.status, 400);
      assert.equal(response.headers.get("x-amzn-errortype"), "MissingAuthenticationTokenException");
      await rejects(
        send(new GetMLModelCommand({ MLModelId: 5 as never })),
        "SerializationException",
        /Expected string at 'MLModelId', got number/,
      );
    });
  });
});
