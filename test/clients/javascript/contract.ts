/** The contract by the AWS SDK for JavaScript 3: see ../contract.ts for what it prints, and what that has to be. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as ml from "@aws-sdk/client-machine-learning";
import * as s3 from "@aws-sdk/client-s3";

const { CONTRACT_RUN: run = "", CONTRACT_BUCKET: bucket, CONTRACT_DATA: folder, CONTRACT_PEAK = "0" } = process.env;
const endpoint = process.env.CONTRACT_ENDPOINT || undefined;
const options = { endpoint, maxAttempts: 1, region: "us-east-1" };
const client = new ml.MachineLearningClient(options);
const store = new s3.S3Client({ ...options, forcePathStyle: true });
const errors: Record<string, number | undefined> = {};

async function refused(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: ml.MachineLearningServiceException) => {
    const known = (ml as unknown as Record<string, new (...args: never[]) => Error>)[error.name];
    if (!(error instanceof known)) throw error;
    errors[error.name] = error.$metadata.httpStatusCode;
  });
}

async function main(): Promise<void> {
  const DataSchema = readFileSync(`${folder}/schema.json`, "utf8");
  const Body = readFileSync(`${folder}/colors.csv`);
  await store.send(new s3.PutObjectCommand({ Bucket: bucket, Key: `${run}/colors.csv`, Body }));
  const [train, held, model, evaluation, batch] = ["train", "held", "ml", "ev", "bp"].map((kind) => `${run}-${kind}`);
  const source = (DataSourceId: string, complement: boolean) => {
    const splitting = { percentBegin: 0, percentEnd: 70, strategy: "random", complement };
    const spec = { DataLocationS3: `s3://${bucket}/${run}/colors.csv`, DataSchema };
    const DataSpec = { ...spec, DataRearrangement: JSON.stringify({ splitting }) };
    return client.send(
      new ml.CreateDataSourceFromS3Command({ DataSourceId, DataSourceName: run, DataSpec, ComputeStatistics: true }),
    );
  };
  await source(train, false);
  await source(held, true);
  await source(train, false);
  await refused(source(train, true));
  const train_ = (MLModelId: string) =>
    client.send(
      new ml.CreateMLModelCommand({
        ...{ MLModelId, MLModelName: run, MLModelType: "MULTICLASS", TrainingDataSourceId: train },
        Parameters: { "sgd.shuffleType": "auto" },
      }),
    );
  await train_(model);
  await refused(train_("not an id"));
  const of = { MLModelId: model };
  await client.send(
    new ml.CreateEvaluationCommand({
      EvaluationId: evaluation,
      EvaluationName: run,
      EvaluationDataSourceId: held,
      ...of,
    }),
  );
  const predicted = { BatchPredictionId: batch, BatchPredictionName: run, BatchPredictionDataSourceId: held };
  await client.send(new ml.CreateBatchPredictionCommand({ ...predicted, ...of, OutputUri: `s3://${bucket}/${run}/` }));
  const named = { FilterVariable: "Name", EQ: run } as const;
  const patience = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 600 };
  await ml.waitUntilDataSourceAvailable(patience, named);
  await ml.waitUntilMLModelAvailable(patience, named);
  await ml.waitUntilEvaluationAvailable(patience, named);
  await ml.waitUntilBatchPredictionAvailable(patience, named);
  let pages = 0;
  for await (const _ of ml.paginateDescribeDataSources({ client, pageSize: 1 }, named)) pages++;
  const { PerformanceMetrics } = await client.send(new ml.GetEvaluationCommand({ EvaluationId: evaluation }));
  const read = async (Key: string) =>
    (await store.send(new s3.GetObjectCommand({ Bucket: bucket, Key }))).Body!.transformToByteArray();
  const manifest = await read(`${run}/batch-prediction/${batch}.manifest`);
  const [url] = Object.values(JSON.parse(Buffer.from(manifest).toString()) as Record<string, string>);
  const lines = gunzipSync(await read(url.split("/").slice(3).join("/")))
    .toString()
    .trimEnd()
    .split("\n");
  await refused(client.send(new ml.GetMLModelCommand({ MLModelId: "no-such-model" })));
  const predict = (PredictEndpoint: string | undefined) =>
    client.send(new ml.PredictCommand({ ...of, Record: { color: "red" }, PredictEndpoint }));
  await refused(predict(endpoint ?? "https://realtime.machinelearning.us-east-1.amazonaws.com"));
  let info = (await client.send(new ml.CreateRealtimeEndpointCommand(of))).RealtimeEndpointInfo!;
  while (info.EndpointStatus !== "READY") info = (await client.send(new ml.GetMLModelCommand(of))).EndpointInfo!;
  const { Prediction: prediction } = await predict(info.EndpointUrl);
  for (let i = 0; i < Number(CONTRACT_PEAK); i++) await refused(predict(info.EndpointUrl));
  const resource = { ResourceId: model, ResourceType: "MLModel" } as const;
  const tag = (Tags: ml.Tag[]) => client.send(new ml.AddTagsCommand({ ...resource, Tags }));
  await tag([{ Key: "team", Value: "a" }]);
  await refused(tag([{ Key: "aws:team", Value: "a" }]));
  await refused(tag(Array.from({ length: 51 }, (_, i) => ({ Key: String(i), Value: "a" }))));
  const { Tags = [] } = await client.send(new ml.DescribeTagsCommand(resource));
  await client.send(new ml.UpdateMLModelCommand({ ...of, MLModelName: `${run}-new` }));
  const { Name } = await client.send(new ml.GetMLModelCommand(of));
  await client.send(new ml.DeleteRealtimeEndpointCommand(of));
  await client.send(new ml.DeleteBatchPredictionCommand({ BatchPredictionId: batch }));
  await client.send(new ml.DeleteEvaluationCommand({ EvaluationId: evaluation }));
  await client.send(new ml.DeleteMLModelCommand(of));
  for (const DataSourceId of [train, held]) await client.send(new ml.DeleteDataSourceCommand({ DataSourceId }));
  const { Results } = await client.send(new ml.DescribeDataSourcesCommand(named));
  const { Contents = [] } = await store.send(new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: `${run}/` }));
  const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
  await store.send(new s3.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
  console.log(
    JSON.stringify({
      ...{ pages, metrics: Object.keys(PerformanceMetrics!.Properties!), header: lines[0], rows: lines.length - 1 },
      ...{ label: prediction!.predictedLabel, scores: Object.keys(prediction!.predictedScores!).sort() },
      ...{ details: prediction!.details, tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value!])) },
      ...{ renamed: Name === `${run}-new`, left: Results!.length, errors },
    }),
  );
}

void main();
