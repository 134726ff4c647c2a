import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { colorRows, colorSchema, credentials, TestLocalAws } from "../local-aws/local-aws";
import { makeTemporaryFolder } from "../temporary-folder";

const run = promisify(execFile);

/** A client that is not ours and not JavaScript: the sample of its README, and from rows to a prediction. */
describe("boto3 against the local service", function () {
  this.timeout(5 * 60_000);
  const aws = new TestLocalAws();
  const folder = makeTemporaryFolder();
  const python = join(folder, "bin", "python3");

  before(async () => {
    await aws.start();
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "boto3==1.44.5"]);
  });
  after(async () => {
    await aws.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("trains, evaluates and predicts", async () => {
    const [, sample] = /```python\n([^]*?)```/.exec(readFileSync("local-aws/README.md", "utf8"))!;
    const program = `${sample}
import json, sys, time
rows, schema = json.load(sys.stdin)
s3 = boto3.client("s3", **client)
s3.put_object(Bucket="my-bucket", Key="colors.csv", Body=rows.encode(), ServerSideEncryption="AES256")
assert s3.get_object(Bucket="my-bucket", Key="colors.csv")["Body"].read() == rows.encode()
import io
big = b"0123456789abcdef" * (9 << 16)
s3.upload_fileobj(io.BytesIO(big), "my-bucket", "big")
assert s3.get_object(Bucket="my-bucket", Key="big")["Body"].read() == big
def split(complement):
    return json.dumps({"splitting": {"percentBegin": 0, "percentEnd": 70, "strategy": "random", "complement": complement}})
for name, complement in (("train", "false"), ("held", "true")):
    ml.create_data_source_from_s3(DataSourceId=name, ComputeStatistics=True, DataSpec={
        "DataLocationS3": "s3://my-bucket/colors.csv", "DataSchema": schema, "DataRearrangement": split(complement)})
ml.create_ml_model(MLModelId="m", MLModelType="MULTICLASS", TrainingDataSourceId="train", Parameters={"sgd.shuffleType": "auto"})
ml.create_evaluation(EvaluationId="e", MLModelId="m", EvaluationDataSourceId="held")
while True:
    evaluation = ml.get_evaluation(EvaluationId="e")
    if evaluation["Status"] in ("COMPLETED", "FAILED"): break
    time.sleep(0.1)
ml.create_realtime_endpoint(MLModelId="m")
while True:
    endpoint = ml.get_ml_model(MLModelId="m")["EndpointInfo"]
    if endpoint["EndpointStatus"] == "READY": break
answer = ml.predict(MLModelId="m", Record={"color": "red"}, PredictEndpoint=endpoint["EndpointUrl"])["Prediction"]
try:
    ml.get_ml_model(MLModelId="fake-model")
except ml.exceptions.ResourceNotFoundException as error:
    message = error.response["Error"]["Message"]
print(json.dumps([evaluation["Status"], sorted(evaluation["PerformanceMetrics"]["Properties"]), answer["predictedLabel"], message]))
`;
    const env = {
      ...process.env,
      LOCAL_AWS_ENDPOINT: aws.service.url,
      LOCAL_AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      LOCAL_AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const child = run(python, ["-c", program], { env });
    child.child.stdin!.end(JSON.stringify([colorRows(400), colorSchema]));
    const { stdout } = await child;
    assert.deepEqual(JSON.parse(stdout), [
      "COMPLETED",
      ["MulticlassAvgFScore"],
      "stop",
      "No MLModel with id fake-model exists",
    ]);
  });
});
