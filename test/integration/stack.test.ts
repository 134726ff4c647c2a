import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteMLModelCommand,
  DeleteRealtimeEndpointCommand,
  MachineLearningClient,
} from "@aws-sdk/client-machine-learning";
import { portFile } from "../../local-aws/process/port";
import { stopLocalAws } from "../../local-aws/process/start";
import { freePort } from "../free-port";
import { Clone, nothingChanged } from "./clone";

const ROWS = 3000;
/** What other programs read. */
const OUTPUTS = [
  "AWS_ML_MODEL_ID",
  "AWS_ML_PREDICTION_URL",
  "metric",
  "metricValue",
  "report",
  "serving",
  "servingSince",
];

/** How often each operation is in a list. */
const count = (operations: string[]) =>
  operations.reduce<Record<string, number>>(
    (counts, operation) => ({ ...counts, [operation]: (counts[operation] ?? 0) + 1 }),
    {},
  );

const creates = (operations: string[]) => operations.filter((operation) => !operation.startsWith("Delete"));
const deletes = (operations: string[]) => operations.filter((operation) => operation.startsWith("Delete"));

const training = {
  CreateMLModel: 1,
  CreateEvaluation: 1,
  CreateBatchPrediction: 1,
  // The report: page, Markdown, numbers, and the heat map as picture and page.
  PutObject: 5,
  CreateRealtimeEndpoint: 1,
};
const wholeChain = { ...training, PutObject: 2 + training.PutObject, CreateDataSourceFromS3: 2 };

/** The life of one stack, told by the real CLI and the calls that the local AWS answered. */
describe("a stack on the local cloud", function () {
  this.timeout(180_000);
  this.bail(true);
  const clone = new Clone();
  let first: Record<string, unknown>;
  let probe: string;

  before(() => clone.init(ROWS));
  after(() => clone.remove());

  const predict = async () => (await clone.run("npm", ["run", "-s", "predict", "--", "WXY5678"])).output;

  it("makes no mutating call in a preview", async () => {
    const output = await clone.succeed("preview");
    assert.match(output, /ml-learn:MLModel +model-[0-9a-f]{12}/);
    assert.ok(!existsSync(join(clone.data, "access.log")));
  });

  it("makes everything in the first up", async () => {
    await clone.up();
    assert.deepEqual(count(clone.mutations()), { CreateBucket: 1, ...wholeChain });
    first = await clone.outputs();
    assert.match(first.AWS_ML_MODEL_ID as string, /^ml-[0-9a-f]{8}-[0-9a-f]{12}$/);
    assert.ok((first.metricValue as number) > 0.3);
    assert.deepEqual(Object.keys(first).sort(), OUTPUTS);
  });

  it("exports what a shell can read", async () => {
    const output = await clone.succeed("stack", "output", "--shell");
    assert.match(output, new RegExp(`^AWS_ML_MODEL_ID=${first.AWS_ML_MODEL_ID as string}$`, "m"));
    assert.match(output, /^AWS_ML_PREDICTION_URL=http:\/\/127\.0\.0\.1:\d+$/m);
  });

  it("keeps a small state: the shims' text once a kind, no path, no secret", async () => {
    const state = await clone.succeed("stack", "export");
    assert.ok(!state.includes(clone.folder), "the state has a path of this machine");
    assert.ok(!state.includes(clone.credentials().secretAccessKey));
    const shims = [...state.matchAll(/"__provider": "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
    assert.ok(shims.length > 0 && shims.every((text) => text.length < 4096));
  });

  it("does nothing in the second up", async () => {
    const output = await clone.up();
    assert.match(output, nothingChanged);
    assert.deepEqual(clone.mutations(), []);
    assert.deepEqual(await clone.outputs(), first);
  });

  it("does nothing when row order and line ends change", async () => {
    const [header, ...rows] = clone.readRows();
    clone.writeRows([header, ...rows.reverse()], "\r\n");
    assert.match(await clone.up(), nothingChanged);
    assert.deepEqual(clone.mutations(), []);
    clone.writeRows([header, ...rows.reverse()]);
  });

  it("does nothing when code changes that makes no difference to the features", async () => {
    const file = join(clone.folder, "resources", "ml-model.ts");
    const { appendFileSync } = await import("node:fs");
    appendFileSync(file, "\n// A comment.\n");
    assert.match(await clone.up(), nothingChanged);
    assert.deepEqual(clone.mutations(), []);
  });

  it("retrains when one cell changes, and switches after the new endpoint has answered", async () => {
    const [header, row, ...rows] = clone.readRows();
    clone.writeRows([header, row.replace(/,.*/, ",UMR"), ...rows]);
    await clone.up();
    const operations = clone.mutations();
    assert.deepEqual(count(creates(operations)), wholeChain);
    assert.deepEqual(deletes(operations), []);
    const lines = readFileSync(join(clone.data, "access.log"), "utf8").trimEnd().split("\n");
    const order = lines
      .map((line) => JSON.parse(line) as { operation: string; status: number })
      .filter(({ status }) => status < 400)
      .map(({ operation }) => operation);
    // The tag that says who serves is the last that is written.
    assert.ok(order.lastIndexOf("Predict") < order.lastIndexOf("AddTags"));
    assert.notEqual((await clone.outputs()).AWS_ML_MODEL_ID, first.AWS_ML_MODEL_ID);
  });

  it("trains once more on the same data when a parameter changes, and takes down the third endpoint", async () => {
    await clone.succeed("config", "set", "ml-learn:maxPasses", "5");
    await clone.up();
    const operations = clone.mutations();
    assert.deepEqual(count(creates(operations)), training);
    assert.deepEqual(deletes(operations), ["DeleteRealtimeEndpoint"]);
  });

  it("refuses wrong settings and bad rows in the preview, before anything is made", async () => {
    await clone.succeed("config", "set", "ml-learn:maxPasses", "0");
    await clone.succeed("config", "set", "ml-learn:shuffleType", "maybe");
    const settings = await clone.pulumi("preview");
    assert.notEqual(settings.status, 0);
    assert.match(settings.output, /ml-learn:maxPasses: expected a whole number from 1 to 10000, or nothing, got "0"/);
    assert.match(settings.output, /ml-learn:shuffleType: expected auto or none, got "maybe"/);
    await clone.succeed("config", "set", "ml-learn:maxPasses", "5");
    await clone.succeed("config", "rm", "ml-learn:shuffleType");
    const rows = clone.readRows();
    clone.writeRows([...rows, "NOT*A NUMBER,UMR"]);
    const { status, output } = await clone.pulumi("up", "--yes");
    clone.writeRows(rows);
    assert.notEqual(status, 0);
    assert.match(output, new RegExp(`line ${rows.length + 1}: .*another character at place 4`));
    assert.ok(!output.includes("NOT*A"));
    assert.deepEqual(clone.mutations(), []);
  });

  it("predicts as before after the service was killed", async () => {
    probe = await predict();
    assert.match(probe, /1\. .+ [01]\.\d{3}\n +2\. .+ [01]\.\d{3}\n +3\. /);
    await clone.kill();
    assert.equal(await predict(), probe);
  });

  it("refreshes after the service was killed, and finds everything in place", async () => {
    await clone.kill();
    assert.match(await clone.succeed("refresh", "--yes"), nothingChanged);
  });

  it("starts the killed service in an up that has nothing else to do", async () => {
    await clone.kill();
    assert.match(await clone.up(), nothingChanged);
    assert.equal(typeof (await clone.health()), "object");
    assert.deepEqual(clone.mutations(), []);
    assert.equal(await predict(), probe);
  });

  it("follows the service to another port", async () => {
    await stopLocalAws(clone.data);
    const { AWS_ML_PREDICTION_URL: before } = await clone.outputs();
    const port = await freePort();
    writeFileSync(portFile(clone.data), String(port));
    await clone.up();
    assert.equal((await clone.outputs()).AWS_ML_PREDICTION_URL, `http://127.0.0.1:${port}`);
    assert.notEqual((await clone.outputs()).AWS_ML_PREDICTION_URL, before);
    assert.equal(await predict(), probe);
    assert.ok(!clone.mutations().includes("CreateMLModel"));
    assert.match(await clone.up(), nothingChanged);
  });

  it("makes a model anew that was deleted behind its back, and what is measured with it", async () => {
    const { AWS_ML_MODEL_ID, AWS_ML_PREDICTION_URL } = (await clone.outputs()) as Record<string, string>;
    const credentials = clone.credentials();
    const client = new MachineLearningClient({ endpoint: AWS_ML_PREDICTION_URL, region: "us-east-1", credentials });
    await client.send(new DeleteRealtimeEndpointCommand({ MLModelId: AWS_ML_MODEL_ID }));
    await client.send(new DeleteMLModelCommand({ MLModelId: AWS_ML_MODEL_ID }));
    clone.mutations();
    await clone.succeed("refresh", "--yes");
    await clone.up();
    assert.deepEqual(count(clone.mutations()), {
      ...training,
      DeleteEvaluation: 1,
      DeleteBatchPrediction: 1,
    });
    assert.equal((await clone.outputs()).AWS_ML_MODEL_ID, `${AWS_ML_MODEL_ID}-2`);
    assert.equal(await predict(), probe);
    assert.match(await clone.up(), nothingChanged);
  });

  it("destroys after the service was killed: every list and the bucket empty, the process ended, the folder kept", async () => {
    await clone.kill();
    await clone.succeed("destroy", "--yes");
    assert.equal(await clone.health(), undefined);
    assert.deepEqual(await clone.liveEntities(), []);
    assert.deepEqual(readdirSync(join(clone.data, "s3", "buckets")), []);
    assert.deepEqual(readdirSync(join(clone.data, "models")), []);
    assert.ok(existsSync(join(clone.data, "access.log")));
    clone.mutations();
  });

  it("makes everything again after a destroy, under the next ids, of which the preview shows none beforehand", async () => {
    assert.match(await clone.succeed("preview"), /AWS_ML_MODEL_ID *: \[unknown\]|AWS_ML_MODEL_ID *: output<string>/);
    await clone.up();
    assert.deepEqual(count(creates(clone.mutations())), { CreateBucket: 1, ...wholeChain });
    assert.match((await clone.outputs()).AWS_ML_MODEL_ID as string, /-3$/);
    assert.match(await clone.up(), nothingChanged);
    assert.match(await clone.succeed("refresh", "--yes"), nothingChanged);
    assert.deepEqual(clone.mutations(), []);
    await clone.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(await clone.health(), undefined);
  });
});
