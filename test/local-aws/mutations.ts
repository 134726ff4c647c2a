import { request } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import { credentials } from "./local-aws";
import { Sha256 } from "./sha256";

/** A request as it would be right, to be spoilt. */
export interface Seed {
  /** Whose signature it has; "" for none. */
  service: "s3" | "machinelearning" | "sagemaker" | "";
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Numbers from 0 to 1, the same ones for a seed. */
export type Random = () => number;

/** Requests that exercise every part of the protocol. */
export const seeds: Seed[] = [
  ...[
    [
      "CreateDataSourceFromS3",
      { DataSourceId: "d", DataSpec: { DataLocationS3: "s3://data/colors.csv", DataSchema: "{}" } },
    ],
    [
      "CreateMLModel",
      { MLModelId: "m", MLModelType: "BINARY", TrainingDataSourceId: "d", Parameters: { "sgd.maxPasses": "1" } },
    ],
    ["CreateEvaluation", { EvaluationId: "e", MLModelId: "m", EvaluationDataSourceId: "d" }],
    [
      "CreateBatchPrediction",
      { BatchPredictionId: "b", MLModelId: "m", BatchPredictionDataSourceId: "d", OutputUri: "s3://data/" },
    ],
    ["DescribeMLModels", { FilterVariable: "Name", EQ: "x", Limit: 1, SortOrder: "asc", NextToken: "abc" }],
    ["GetMLModel", { MLModelId: "m", Verbose: true }],
    ["Predict", { MLModelId: "m", Record: { color: "red", weight: "1" }, PredictEndpoint: "http://127.0.0.1/" }],
    ["AddTags", { ResourceId: "m", ResourceType: "MLModel", Tags: [{ Key: "k", Value: "v" }] }],
    ["UpdateMLModel", { MLModelId: "m", ScoreThreshold: 0.5 }],
  ].map(([operation, body]) => ({
    ...{ service: "machinelearning" as const, method: "POST", path: "/", body: JSON.stringify(body) },
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonML_20141212.${operation as string}`,
    },
  })),
  ...[
    [
      "CreateTrainingJob",
      {
        ...{ TrainingJobName: "j", RoleArn: "arn:aws:iam::123456789012:role/r", HyperParameters: { num_round: "1" } },
        AlgorithmSpecification: { TrainingImage: "sagemaker-xgboost:3.0-5", TrainingInputMode: "File" },
        InputDataConfig: [
          {
            ...{ ChannelName: "train", ContentType: "text/csv" },
            DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/none/" } },
          },
        ],
        OutputDataConfig: { S3OutputPath: "s3://data" },
      },
    ],
    ["DescribeTrainingJob", { TrainingJobName: "j" }],
    ["ListTrainingJobs", { NameContains: "j", SortBy: "Status", SortOrder: "Descending", NextToken: "abc" }],
    ["CreateModel", { ModelName: "m", PrimaryContainer: { Image: "i", ModelDataUrl: "s3://data/m" } }],
    [
      "CreateEndpointConfig",
      {
        EndpointConfigName: "c",
        ProductionVariants: [
          { VariantName: "v", ModelName: "m", ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } },
        ],
      },
    ],
    ["CreateEndpoint", { EndpointName: "e", EndpointConfigName: "c", Tags: [{ Key: "k", Value: "v" }] }],
    ["UpdateEndpoint", { EndpointName: "e", EndpointConfigName: "c", DeploymentConfig: {} }],
    ["ListTags", { ResourceArn: "arn:aws:sagemaker:us-east-1:123456789012:model/m" }],
  ].map(([operation, body]) => ({
    ...{ service: "sagemaker" as const, method: "POST", path: "/", body: JSON.stringify(body) },
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `SageMaker.${operation as string}` },
  })),
  {
    ...{ service: "sagemaker", method: "POST", path: "/endpoints/e/invocations", body: "1,2" },
    headers: { "content-type": "text/csv", accept: "application/json" },
  },
  ...[
    "GET /",
    "PUT /bucket",
    "PUT /data/key",
    "GET /data/key?partNumber=1",
    "HEAD /data/key",
    "GET /data?list-type=2&delimiter=/&max-keys=1&prefix=k",
    "GET /data?versions&key-marker=k",
    "GET /data?uploads",
    "POST /data/key?uploads",
    "PUT /data/key?partNumber=1&uploadId=x",
    "POST /data/key?uploadId=x <CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>",
    "POST /data?delete <Delete><Object><Key>key</Key></Object></Delete>",
    "PUT /data/key?tagging <Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
    'PUT /data?policy {"Statement":[]}',
    "DELETE /data/key",
    "GET /data?acl",
  ].map((line) => {
    const [, method, path, body = ""] = /^(\w+) (\S+)(?: (.*))?$/.exec(line)!;
    const headers: Record<string, string> = method === "GET" ? { range: "bytes=0-1" } : {};
    return { service: "s3" as const, method, path, body, headers };
  }),
  ...[
    "GET /health",
    "GET /serving",
    "GET /_logs/pr-m?Expires=9999999999&Signature=0",
    "POST /-shutdown",
    "GET /data/key?X-Amz-Signature=0",
  ].map((line) => {
    const [method, path] = line.split(" ");
    return { service: "" as const, method, path, headers: {}, body: "" };
  }),
  {
    ...{ service: "", method: "POST", path: "/data" },
    headers: { "content-type": "multipart/form-data; boundary=B" },
    body: ["key", "policy", "x-amz-credential", "file"]
      .map(
        (name) =>
          `--B\r\ncontent-disposition: form-data; name="${name}"${name === "file" ? '; filename="f"' : ""}\r\n\r\nx\r\n`,
      )
      .concat("--B--\r\n")
      .join(""),
  },
];

/** Spoils a request in one to four places: its method, path, query, headers or body. */
export function mutate(seed: Seed, random: Random): Seed {
  const made = { ...seed, headers: { ...seed.headers } };
  for (let i = 0; i <= Math.floor(random() * 4); i++) {
    const kind = Math.floor(random() * 6);
    if (kind === 0) made.method = pick(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"], random);
    else if (kind === 1) made.path += pick(["?", "&"], random) + pick(queries, random);
    else if (kind === 2)
      made.headers[pick(headerNames, random)] = spoil(pick(headerValues, random), random).replace(/[^\x20-\x7e]/g, "?");
    else if (kind === 3) made.path = spoil(made.path, random).replace(/^[^/]*/, "/");
    else made.body = spoil(made.body, random);
  }
  return made;
}

/**
 * Sends a request with a signature that holds, whatever it says.
 * @returns its status; undefined when the connection was closed without an answer
 */
export async function sendSeed(port: number, seed: Seed): Promise<number | undefined> {
  const { service, method, headers, body } = seed;
  const path = Buffer.from(seed.path)
    .toString("latin1")
    .replace(/[^\x21-\x7e]/g, percentEncoded);
  if (service === "") return sendRaw(port, { method, path, headers, body });
  const signer = new SignatureV4({ credentials, region: "us-east-1", service, sha256: Sha256, uriEscapePath: false });
  const [pathname, search = ""] = path.split(/\?(.*)/s);
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  const host = `127.0.0.1:${port}`;
  const hash = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  const unsigned = { method, protocol: "http:", hostname: host, path: pathname, query, body };
  const { headers: signed } = await signer.sign({
    ...unsigned,
    headers: { host, ...(service === "s3" && hash), ...headers },
  });
  return sendRaw(port, { method, path, headers: signed, body });
}

// ---

function sendRaw(port: number, { method, path, headers, body }: Omit<Seed, "service">): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false, timeout: 10_000 });
    sent.on("response", (response) => response.resume().once("close", () => resolve(response.statusCode)));
    sent.on("timeout", () => sent.destroy()).on("error", () => resolve(undefined));
    sent.end(method === "GET" || method === "HEAD" ? undefined : body);
  });
}

const queries = [
  ...[
    "acl",
    "policy",
    "uploads",
    "uploadId=x",
    "partNumber=0",
    "partNumber=99999",
    "tagging",
    "versionId=x",
    "delete",
    "cors",
  ],
  ...[
    "max-keys=-1",
    "max-keys=x",
    "marker=%00",
    "encoding-type=url",
    "list-type=3",
    "response-expires=x",
    "X-Amz-Signature=0",
  ],
];
const headerNames = [
  ...[
    "x-amz-target",
    "content-type",
    "range",
    "if-match",
    "if-modified-since",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
  ],
  ...[
    "x-amz-meta-a",
    "x-amz-tagging",
    "x-amz-acl",
    "x-amz-checksum-crc32",
    "content-md5",
    "x-amz-decoded-content-length",
  ],
  ...["x-amz-content-sha256", "content-encoding", "x-amz-object-attributes", "x-amz-trailer", "expect"],
];
const headerValues = [
  "bytes=0-1",
  "data/key",
  '"etag"',
  "AAAAAA==",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "application/x-amz-json-1.1",
  "1",
  "",
];
const fragments = [
  "SageMaker.",
  "",
  "\0",
  '"',
  "'",
  "{",
  "}",
  "[",
  "]",
  "<",
  ">",
  "&#0;",
  "\\",
  "%",
  "..",
  "//",
  "null",
  "-1",
  "1e999",
  "é",
  "😀",
  "\r\n",
  "AmazonML_20141212.",
  "a".repeat(2000),
];

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)];

/** Leaves out, doubles or puts in something. */
function spoil(text: string, random: Random): string {
  const [from, to] = [random(), random()].map((share) => Math.floor(share * (text.length + 1))).sort((a, b) => a - b);
  const kind = Math.floor(random() * 3);
  const middle = kind === 0 ? "" : kind === 1 ? text.slice(from, to).repeat(2) : pick(fragments, random);
  return text.slice(0, from) + middle + text.slice(to);
}
