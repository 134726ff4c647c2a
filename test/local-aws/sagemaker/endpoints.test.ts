import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  UpdateEndpointCommand,
  waitUntilEndpointDeleted,
  waitUntilEndpointInService,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { RoleArn, TestSageMaker, TrainingImage } from "./sagemaker";

const models = join(__dirname, "..", "..", "xgboost", "models");
/** Rows, and what XGBoost in Python predicts of them. */
const expected = (name: string) =>
  JSON.parse(readFileSync(join(models, `${name}.json`), "utf8")) as {
    rows: (number | null)[][];
    predictions: number[][];
  };
const csv = (rows: (number | null)[][]) => rows.map((row) => row.map((cell) => cell ?? "").join(",")).join("\n");

const aws = new TestSageMaker({ coldMs: 400, quotas: { "ml.m5.4xlarge for endpoint usage": 0 } });
const send: (typeof aws)["sageMaker"]["send"] = (command: never) => aws.sageMaker.send(command) as never;
const artefact = (name: string) => `s3://data/${name}.tar.gz`;

describe("endpoints of SageMaker", function () {
  this.timeout(30_000);
  before(async () => {
    await aws.start();
    await aws.putText("data", "no-model.tar.gz", "x");
    for (const name of ["softprob", "softmax", "logistic", "squarederror"]) {
      const Body = readFileSync(join(models, `${name}.tar.gz`));
      await aws.s3.send(new PutObjectCommand({ Bucket: "data", Key: `${name}.tar.gz`, Body }));
      await aws.config(name, artefact(name));
    }
    await aws.config("broken", artefact("no-model"));
    await send(new CreateEndpointCommand({ EndpointName: "Main", EndpointConfigName: "softprob", Tags: [] }));
    await waitUntilEndpointInService({ client: aws.sageMaker, maxWaitTime: 20, minDelay: 1 }, { EndpointName: "Main" });
  });
  after(() => aws.remove());

  it("answer what XGBoost predicts, several rows at once", async () => {
    const { rows, predictions } = expected("softprob");
    const answer = (await aws.invoke("Main", csv(rows))).split("\n").map((line) => line.split(",").map(Number));
    assert.equal(answer.length, rows.length);
    answer.forEach((scores, i) => scores.forEach((score, j) => assert.ok(Math.abs(score - predictions[i][j]) < 1e-6)));
  });

  it("answer as the image's server, with its refusals", async () => {
    const row = csv(expected("softprob").rows.slice(0, 1));
    assert.match(
      await aws.invoke("Main", row, { ContentType: "text/csv", Accept: "application/json" }),
      /^\{"predictions":\[\{"score":\[0\./,
    );
    const short = await aws.invoke("Main", "1");
    assert.equal(short.split(",").length, 3);
    assert.equal(await aws.invoke("Main", ""), "");
    const refused = async (Body: string, more: object, status: number, message: RegExp) => {
      await assert.rejects(aws.invoke("Main", Body, more), (error: Error & Record<string, unknown>) => {
        assert.deepEqual([error.name, error.OriginalStatusCode], ["ModelError", status]);
        assert.match(String(error.OriginalMessage), message);
        assert.match(
          error.message,
          new RegExp(`^Received (client|server) error \\(${status}\\) from primary with message`),
        );
        return true;
      });
    };
    const ContentType = "text/csv";
    await refused(
      "1,2,3,4,5,6",
      { ContentType },
      400,
      /\(5 vs\. 6\) : Number of columns does not match number of features in booster\.$/,
    );
    await refused("1,red,3,4,5", { ContentType }, 415, /could not convert string to float: 'red'/);
    await refused("1,2\n1", { ContentType }, 415, /please ensure data is in csv format/);
    await refused("{}", { ContentType: "application/json" }, 415, /Content type application\/json is not supported/);
    await refused(row, { ContentType, Accept: "image/png" }, 406, /Accept type image\/png is not supported/);
    await refused(row, { ContentType, Accept: "application/jsonlines" }, 500, /jsonlines/);
    await refused("1,2", {}, 415, /application\/octet-stream is not supported/);
    await assert.rejects(aws.invoke("none", row), {
      name: "ValidationError",
      message: "Endpoint none of account 123456789012 not found.",
    });
    await assert.rejects(aws.invoke("Main", row, { ContentType, TargetVariant: "other" }), {
      name: "ValidationError",
      message: /Variant other not found/,
    });
    await assert.rejects(aws.invoke("Main", "1".repeat(6_291_457)), { name: "ValidationError" });
    const answer = await aws.runtime.send(new InvokeEndpointCommand({ EndpointName: "Main", Body: row, ContentType }));
    assert.deepEqual([answer.ContentType, answer.InvokedProductionVariant], ["text/csv", "AllTraffic"]);
  });

  it("answer with what SAGEMAKER_INFERENCE_OUTPUT asks for", async () => {
    for (const [name, keys] of [
      ["softprob", "predicted_label,probabilities"],
      ["logistic", "predicted_label,probability,probabilities"],
      ["squarederror", "predicted_score,predicted_label"],
    ] as const) {
      const Environment = { SAGEMAKER_INFERENCE_OUTPUT: keys };
      const PrimaryContainer = { Image: TrainingImage, ModelDataUrl: artefact(name), Environment };
      const ModelName = `${name}-keys`;
      await send(new CreateModelCommand({ ModelName, PrimaryContainer, ExecutionRoleArn: RoleArn }));
      const variant = { VariantName: "v", ModelName, InstanceType: "ml.m5.large" as const, InitialInstanceCount: 1 };
      await send(new CreateEndpointConfigCommand({ EndpointConfigName: ModelName, ProductionVariants: [variant] }));
      await send(new CreateEndpointCommand({ EndpointName: ModelName, EndpointConfigName: ModelName }));
      await aws.endpoint(ModelName);
      const { rows, predictions } = expected(name);
      const body = csv(rows.slice(0, 2));
      const json = JSON.parse(
        await aws.invoke(ModelName, body, { ContentType: "text/csv", Accept: "application/json" }),
      ) as {
        predictions: Record<string, number | number[]>[];
      };
      assert.deepEqual(Object.keys(json.predictions[1]), keys.split(","));
      const { predicted_label, predicted_score, probabilities } = json.predictions[1];
      const [first] = predictions[1];
      if (name === "softprob") assert.equal(predicted_label, predictions[1].indexOf(Math.max(...predictions[1])));
      else if (name === "logistic")
        assert.ok(Math.abs((probabilities as number[])[1] - first) < 1e-6 && predicted_label === (first > 0.5 ? 1 : 0));
      else assert.ok(Math.abs((predicted_score as number) - first) < 1e-4 && predicted_label === ("nan" as never));
      if (name === "softprob") assert.match(await aws.invoke(ModelName, body), /^\d,"\[0\.\d+, 0\.\d+, 0\.\d+\]"\n\d,/);
      const lines = await aws.invoke(ModelName, body, { ContentType: "text/csv", Accept: "application/jsonlines" });
      assert.deepEqual(
        lines.split("\n").map((line) => JSON.parse(line) as object),
        json.predictions,
      );
    }
  });

  const describe_ = () => send(new DescribeEndpointCommand({ EndpointName: "Main" }));

  it("go over to another config, and roll back from one whose model can't be loaded, answering throughout", async () => {
    const states = new Set<string>();
    let isDone = false;
    const row = csv(expected("softprob").rows.slice(0, 1));
    const answers = new Set<number>();
    const asking = (async () => {
      while (!isDone) answers.add((await aws.invoke("Main", row)).split(",").length);
    })();
    for (const [config, served] of [
      ["logistic", "logistic"],
      ["broken", "logistic"],
      ["softprob", "softprob"],
    ] as const) {
      await send(new UpdateEndpointCommand({ EndpointName: "Main", EndpointConfigName: config }));
      await assert.rejects(send(new UpdateEndpointCommand({ EndpointName: "Main", EndpointConfigName: "softmax" })), {
        name: "ValidationException",
        message: /^Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:123456789012:endpoint\/main"\.$/,
      });
      for (;;) {
        const endpoint = await describe_();
        states.add(endpoint.EndpointStatus!);
        if (endpoint.EndpointStatus === "Updating")
          assert.equal(endpoint.PendingDeploymentSummary!.EndpointConfigName, config);
        if (endpoint.EndpointStatus === "RollingBack") assert.equal(endpoint.EndpointConfigName, "logistic");
        if (endpoint.EndpointStatus !== "InService") continue;
        assert.equal(endpoint.EndpointConfigName, served);
        if (config === "broken")
          assert.match(
            endpoint.FailureReason!,
            /^The primary container for production variant AllTraffic did not pass the ping health check\./,
          );
        else assert.equal(endpoint.FailureReason, undefined);
        break;
      }
    }
    isDone = true;
    await asking;
    assert.deepEqual([...states].sort(), ["InService", "RollingBack", "Updating"]);
    assert.deepEqual([...answers].sort(), [1, 3]);
  });

  it("let a canary's share go over first", async () => {
    const routing = {
      Type: "CANARY" as const,
      WaitIntervalInSeconds: 1,
      CanarySize: { Type: "CAPACITY_PERCENT" as const, Value: 50 },
    };
    await send(
      new UpdateEndpointCommand({
        ...{ EndpointName: "Main", EndpointConfigName: "logistic" },
        DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: routing } },
      }),
    );
    const widths: number[] = [];
    for (;;) {
      const { EndpointStatus, PendingDeploymentSummary: pending } = await describe_();
      if (EndpointStatus === "InService") break;
      if (pending!.ProductionVariants![0].VariantStatus![0].Status === "ActivatingTraffic")
        widths.push((await aws.invoke("Main", "1,2")).split(",").length);
    }
    const share = widths.filter((width) => width === 1).length / widths.length;
    assert.ok(share > 0.2 && share < 0.8, `${share} of ${widths.length}`);
    assert.equal((await aws.invoke("Main", "1,2")).split(",").length, 1);
  });

  it("serve on when config, model and artefact are deleted, which the next update then misses", async () => {
    await aws.config("copy", artefact("logistic"));
    await send(new CreateEndpointCommand({ EndpointName: "deleted", EndpointConfigName: "copy" }));
    await aws.endpoint("deleted");
    const before = await aws.invoke("deleted", "1,2,3");
    await send(new DeleteEndpointConfigCommand({ EndpointConfigName: "copy" }));
    await send(new DeleteModelCommand({ ModelName: "copy" }));
    const file = { Bucket: "data", Key: "logistic.tar.gz" };
    const bytes = await (await aws.s3.send(new GetObjectCommand(file))).Body!.transformToByteArray();
    await aws.s3.send(new DeleteObjectCommand(file));
    await aws.stop();
    await aws.start();
    assert.equal(await aws.invoke("deleted", "1,2,3"), before);
    await aws.s3.send(new PutObjectCommand({ ...file, Body: bytes }));
    await assert.rejects(send(new UpdateEndpointCommand({ EndpointName: "deleted", EndpointConfigName: "softprob" })), {
      message: 'Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/copy".',
    });
    await send(new DeleteEndpointCommand({ EndpointName: "deleted" }));
    await waitUntilEndpointDeleted(
      { client: aws.sageMaker, maxWaitTime: 20, minDelay: 1 },
      { EndpointName: "deleted" },
    );
    await assert.rejects(aws.invoke("deleted", "1"), { name: "ValidationError" });
  });

  it("fail when they are made of what can't be loaded, and can then only be deleted", async () => {
    await send(new CreateEndpointCommand({ EndpointName: "failed", EndpointConfigName: "broken" }));
    const { EndpointStatus, FailureReason } = await aws.endpoint("failed");
    assert.equal(EndpointStatus, "Failed");
    assert.match(FailureReason!, /ping health check.*no-model\.tar\.gz/);
    await assert.rejects(send(new UpdateEndpointCommand({ EndpointName: "failed", EndpointConfigName: "softprob" })), {
      name: "ValidationException",
    });
    await assert.rejects(aws.invoke("failed", "1"), { name: "ValidationError", message: /is Failed/ });
    await send(new DeleteEndpointCommand({ EndpointName: "failed" }));
  });

  it("are not ready at first where they are serverless, and never become so from instances", async () => {
    await aws.config("serverless", artefact("softprob"), true);
    await send(new CreateEndpointCommand({ EndpointName: "serverless", EndpointConfigName: "serverless" }));
    await aws.endpoint("serverless");
    await assert.rejects(aws.invoke("serverless", "1"), { name: "ModelNotReadyException" });
    for (;;) if (await aws.invoke("serverless", "1").catch(() => undefined)) break;
    await assert.rejects(send(new UpdateEndpointCommand({ EndpointName: "Main", EndpointConfigName: "serverless" })), {
      name: "ValidationException",
      message: /from an instance-based to a serverless/,
    });
    await send(new UpdateEndpointCommand({ EndpointName: "serverless", EndpointConfigName: "softprob" }));
    assert.equal((await aws.endpoint("serverless")).EndpointConfigName, "softprob");
    await aws.invoke("serverless", "1");
  });

  it("refuse what is taken, missing, the same or more than the quota", async () => {
    const wrong = (command: never, message: RegExp, name = "ValidationException") =>
      assert.rejects(send(command), { name, message });
    const variant = {
      VariantName: "v",
      ModelName: "softprob",
      InstanceType: "ml.m5.4xlarge" as const,
      InitialInstanceCount: 1,
    };
    const config = (EndpointConfigName: string, change: object = {}) =>
      new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants: [{ ...variant, ...change }] }) as never;
    await wrong(
      config("softprob"),
      /^Cannot create already existing endpoint configuration "arn:.*endpoint-config\/softprob"\.$/,
    );
    await wrong(config("new", { ModelName: "none" }), /^Could not find model "arn:.*model\/none"\.$/);
    await wrong(config("new", { InstanceType: undefined }), /Expected either ServerlessConfig, or InstanceType/);
    await wrong(
      config("new", { VariantName: "-" }),
      /Value '-' at 'productionVariants\.1\.member\.variantName' failed/,
    );
    await send(config("large"));
    await wrong(
      new CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "large" }) as never,
      /'ml\.m5\.4xlarge for endpoint usage' is 0 Instances/,
      "ResourceLimitExceeded",
    );
    await wrong(
      new CreateEndpointCommand({ EndpointName: "Main", EndpointConfigName: "softprob" }) as never,
      /already existing endpoint "/,
    );
    await wrong(
      new DescribeEndpointCommand({ EndpointName: "e" }) as never,
      /^Could not find endpoint "arn:.*endpoint\/e"\.$/,
    );
    const { EndpointConfigName } = await describe_();
    await wrong(
      new UpdateEndpointCommand({ EndpointName: "Main", EndpointConfigName }) as never,
      /you must create a new EndpointConfig/,
    );
    await wrong(new DescribeModelCommand({ ModelName: "none" }) as never, /^Could not find model/);
    await wrong(
      new CreateModelCommand({
        ModelName: "softprob",
        PrimaryContainer: { Image: "i", ModelDataUrl: "s3://a/b" },
      }) as never,
      /already existing model "/,
    );
  });

  it("are described and listed, with models and configs", async () => {
    const model = await send(new DescribeModelCommand({ ModelName: "softprob" }));
    assert.equal(model.PrimaryContainer!.ModelDataUrl, artefact("softprob"));
    const { ProductionVariants } = await send(new DescribeEndpointConfigCommand({ EndpointConfigName: "softprob" }));
    assert.deepEqual(ProductionVariants![0].InitialVariantWeight, 1);
    const { Endpoints } = await send(new ListEndpointsCommand({ NameContains: "Main" }));
    assert.deepEqual(
      Endpoints!.map(({ EndpointName }) => EndpointName),
      ["Main"],
    );
    const { EndpointConfigs } = await send(
      new ListEndpointConfigsCommand({ SortBy: "Name", SortOrder: "Ascending", MaxResults: 1 }),
    );
    assert.deepEqual(
      EndpointConfigs!.map((one) => one.EndpointConfigName),
      ["broken"],
    );
    const { Models } = await send(new ListModelsCommand({ NameContains: "keys" }));
    assert.equal(Models!.length, 3);
  });

  it("leave the bucket named endpoints to S3", async () => {
    await aws.putText("endpoints", "Main/invocations", "an object");
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "endpoints", Key: "Main/invocations" }));
    assert.equal(await Body!.transformToString(), "an object");
  });
});

describe("models and configs that are not seen at once", () => {
  const late = new TestSageMaker({ unseenMs: 300 });
  before(() => late.start());
  after(() => late.remove());

  it("are found after a while", async () => {
    await assert.rejects(late.config("m", "s3://data/x"), {
      name: "ValidationException",
      message: /^Could not find model/,
    });
    await new Promise((resolve) => setTimeout(resolve, 310));
    const found = await late.sageMaker.send(new DescribeModelCommand({ ModelName: "m" }));
    assert.equal(found.ModelName, "m");
  });
});
