import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateEvaluationCommand,
  DeleteEvaluationCommand,
  DescribeDataSourcesCommand,
  GetEvaluationCommand,
  MachineLearningClient,
} from "@aws-sdk/client-machine-learning";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateEndpointCommand, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { createLocalAws } from "../../local-aws/server";
import { Trouble, TroubleError } from "../../local-aws/trouble";
import { colorRows, credentials } from "./local-aws";
import { rows, TestSageMaker } from "./sagemaker/sagemaker";

describe("trouble that is asked for", () => {
  const aws = new TestSageMaker();
  /** The same folder, served with other trouble. */
  async function meet(...trouble: string[]): Promise<void> {
    const { port } = aws.service;
    await aws.stop();
    aws.connect(await createLocalAws({ data: aws.data, port, credentials, sageMaker: { stateMs: 5 }, trouble }));
  }
  const once = () => ({ endpoint: aws.service.url, region: "us-east-1", credentials, maxAttempts: 1 });
  before(async () => {
    await aws.start();
    await aws.putText("data", "colors.csv", colorRows(100));
    for (const channel of ["train", "validation"]) await aws.putText("data", `${channel}/a.csv`, rows(60, 1));
    await aws.createDataSource("ds");
    await aws.dataSource("ds");
  });
  after(() => aws.remove());

  it("comes to calls, in the words of their service", async () => {
    await meet("Describe*=throttled", "GetObject=throttled", "GetEvaluation=denied", "InvokeEndpoint=unavailable");
    const [ml, s3] = [new MachineLearningClient(once()), new S3Client({ ...once(), forcePathStyle: true })];
    await assert.rejects(ml.send(new DescribeDataSourcesCommand({})), { name: "ThrottlingException" });
    await assert.rejects(ml.send(new GetEvaluationCommand({ EvaluationId: "e" })), { name: "AccessDeniedException" });
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "data", Key: "colors.csv" })), { name: "SlowDown" });
    await assert.rejects(aws.invoke("e", "1"), (error: Error & { $metadata: { httpStatusCode: number } }) => {
      return error.name === "ServiceUnavailable" && error.$metadata.httpStatusCode === 503;
    });
  });

  it("comes to one of several, as a connection that breaks off, which clients get over", async () => {
    await meet("Get*=dropped/2", "GetObject=dropped/2");
    const ml = new MachineLearningClient(once());
    const get = () => ml.send(new GetEvaluationCommand({ EvaluationId: "none" })).catch(({ name }: Error) => name);
    assert.deepEqual(
      [await get(), await get()].map((name) => name === "ResourceNotFoundException"),
      [false, true],
    );
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "data", Key: "colors.csv" }));
    assert.equal((await Body!.transformToString()).length, colorRows(100).length);
  });

  it("comes to jobs of Amazon ML: slow ones, ones that fail, and ones that never end", async () => {
    await meet("MLModel=fails/2", "Evaluation=hangs", "DataSource=slow:150");
    const begin = Date.now();
    await aws.createDataSource("slow");
    assert.equal((await aws.dataSource("slow")).Status, "COMPLETED");
    assert.ok(Date.now() - begin >= 150);
    for (const [id, status] of [
      ["failing", "FAILED"],
      ["good", "COMPLETED"],
    ] as const) {
      await aws.createModel(id, "ds");
      assert.equal((await aws.model(id)).Status, status);
    }
    const EvaluationId = "endless";
    await aws.ml.send(new CreateEvaluationCommand({ EvaluationId, MLModelId: "good", EvaluationDataSourceId: "ds" }));
    await sleep(100);
    const get = () => aws.ml.send(new GetEvaluationCommand({ EvaluationId }));
    assert.equal((await get()).Status, "INPROGRESS");
    await aws.ml.send(new DeleteEvaluationCommand({ EvaluationId }));
    assert.equal((await get()).Status, "DELETED");
  });

  it("comes to training jobs and endpoints", async () => {
    await meet("TrainingJob=hangs/2", "Endpoint=fails");
    await aws.train("hangs");
    await sleep(100);
    await aws.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: "hangs" }));
    assert.equal((await aws.job("hangs")).TrainingJobStatus, "Stopped");
    await aws.train("goes");
    const { ModelArtifacts } = await aws.job("goes");
    await aws.config("model", ModelArtifacts!.S3ModelArtifacts!);
    await aws.sageMaker.send(new CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "model" }));
    const { EndpointStatus, FailureReason } = await aws.endpoint("e");
    assert.deepEqual([EndpointStatus, FailureReason], ["Failed", "Asked for by --trouble: the endpoint fails."]);
  });

  it("is understood, or refused in words", async () => {
    const trouble = new Trouble(["Get*=denied/3", "Job=slow:0"]);
    const met: boolean[] = [];
    for (let i = 0; i < 4; i++)
      met.push(
        await trouble.ofCall("GetObject").then(
          () => false,
          (error) => error instanceof TroubleError,
        ),
      );
    assert.deepEqual(met, [true, false, false, true]);
    await trouble.ofCall("Job");
    for (const rule of ["GetObject", "GetObject=gone", "Get=denied/0", "A.B=denied", "A=slow"])
      assert.throws(() => new Trouble([rule]), /Expected OPERATION=throttled\|/);
  });
});
