import assert from "node:assert/strict";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { RoleArn, TestSageMaker, TrainingImage } from "../local-aws/sagemaker/sagemaker";
import { MotoServer } from "../moto-server";

/** What has a value, with its type, by its path; of lists the first. */
function shapeOf(value: unknown, path = ""): string[] {
  if (value instanceof Date || typeof value !== "object" || value === null)
    return value === undefined || value === null ? [] : [`${path}: ${value instanceof Date ? "time" : typeof value}`];
  if (Array.isArray(value)) return value.length > 0 ? shapeOf(value[0], `${path}[]`) : [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === "$metadata" ? [] : shapeOf(item, `${path}.${name}`),
  );
}

describe("answers of SageMaker, as moto gives them", function () {
  this.timeout(5 * 60_000);
  const [aws, moto] = [new TestSageMaker(), new MotoServer()];
  before(async () => {
    await aws.start();
    const Body = readFileSync(join(__dirname, "..", "xgboost", "models", "logistic.tar.gz"));
    await aws.putText("data", "x", "x");
    await aws.s3.send(new PutObjectCommand({ Bucket: "data", Key: "model.tar.gz", Body }));
    await moto.install();
    await moto.start();
  });
  after(async () => {
    await moto.remove();
    await aws.remove();
  });

  /** Makes a model, a config and an endpoint; gives the shapes of all answers, by command. */
  async function shapes(client: SageMakerClient): Promise<Record<string, string[]>> {
    const PrimaryContainer = { Image: TrainingImage, ModelDataUrl: "s3://data/model.tar.gz", Environment: { a: "b" } };
    const variant = { VariantName: "v", ModelName: "m", InstanceType: "ml.m5.large" as const, InitialInstanceCount: 1 };
    const commands = [
      new CreateModelCommand({ ModelName: "m", PrimaryContainer, ExecutionRoleArn: RoleArn }),
      new CreateEndpointConfigCommand({ EndpointConfigName: "c", ProductionVariants: [variant] }),
      new CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "c" }),
      new DescribeModelCommand({ ModelName: "m" }),
      new DescribeEndpointConfigCommand({ EndpointConfigName: "c" }),
      new DescribeEndpointCommand({ EndpointName: "e" }),
      new ListModelsCommand({}),
      new ListEndpointConfigsCommand({}),
      new ListEndpointsCommand({}),
    ];
    const found: Record<string, string[]> = {};
    for (const command of commands) {
      found[command.constructor.name] = shapeOf(await client.send(command as never));
      if (command instanceof CreateEndpointCommand && client === aws.sageMaker) await aws.endpoint("e");
    }
    return found;
  }

  it("have all that moto's have, of the same types", async () => {
    const client = new SageMakerClient({
      ...{ endpoint: moto.url, region: "us-east-1" },
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    const [theirs, ours] = [await shapes(client), await shapes(aws.sageMaker)];
    client.destroy();
    const missing = Object.entries(theirs).flatMap(([command, paths]) =>
      paths.filter((path) => !ours[command].includes(path)).map((path) => `${command} ${path}`),
    );
    assert.deepEqual(missing, []);
  });
});
