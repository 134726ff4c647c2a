import assert from "node:assert/strict";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Manifest } from "../../features/manifest";
import { lifecycle as batchPrediction } from "../../resources/amazon-ml/batch-prediction";
import { s3 } from "../../resources/cloud/clients";
import { lifecycle as dataSource } from "../../resources/amazon-ml/data-source";
import { lifecycle as evaluation } from "../../resources/amazon-ml/evaluation";
import { lifecycle as mlModel } from "../../resources/amazon-ml/ml-model";
import { lifecycle as report } from "../../resources/report";
import { lifecycle as s3Upload } from "../../resources/s3-upload";
import { readNumbers, readReportFile } from "../../resources/cloud/stored-report";
import { heatMap } from "../../report/heat-map";
import { releaseOf } from "../report/release";
import { common, LocalCloud } from "./local-cloud";

const entity = { ...common, tags: { project: "ml-learn" }, timeoutMinutes: 1 };
const part = (percentBegin: number, percentEnd: number) => JSON.stringify({ splitting: { percentBegin, percentEnd } });

describe("the report of a generation", () => {
  const cloud = new LocalCloud();
  let features: Manifest;
  let measured: { metric: string; value: number };
  const prediction = {
    ...entity,
    batchPredictionId: "bp",
    generation: "g",
    modelId: "ml",
    dataSourceId: "ev",
    bucket: "bucket",
    prefix: "predictions/g/",
  };
  const { words, approval, gate, history, before: _, heldOut: __, ...facts } = releaseOf();
  const story = { words, approval, gate, history };
  const inputs = {
    ...common,
    generation: "g",
    bucket: "bucket",
    prefix: "reports/g/",
    batchPredictionId: "bp",
    resultsPrefix: "predictions/g/",
    hasRowId: false,
    heatMapClasses: 2,
    tags: { project: "ml-learn" },
    facts,
    story,
  };

  before(async () => {
    await cloud.start();
    const policies = ["AETNA", "CIGNA", "UMR", "UHC", "HUMANA"];
    features = await cloud.transform(
      // The first letter tells most of it, so that some are right and some wrong.
      Array.from(
        { length: 400 },
        (_, i) => `${"WUXYZ"[i % 5]}${i * 37},${policies[i % 7 === 0 ? (i + 1) % 5 : i % 5]}`,
      ),
    );
    const { digest, rows, classes, schema } = features;
    const keys = { "features.csv": "features.csv" };
    const upload = { ...common, bucket: "bucket", target: "policy", folder: "build", tags: {} };
    await s3Upload.create({ ...upload, keys, digest, features: digest, rows, classes });
    const source = { ...entity, dataset: "d", upload: "u", splitIdentity: "{}", side: "training" as const };
    const data = { ...source, bucket: "bucket", key: "features.csv", schema };
    await dataSource.create({ ...data, dataSourceId: "tr", split: part(0, 60) });
    await dataSource.create({ ...data, dataSourceId: "ev", split: part(60, 100) });
    await mlModel.create({
      ...entity,
      modelId: "ml",
      generation: "g",
      dataset: "d",
      definition: "insurance-number",
      approvedBy: "",
      examples: [],
      modelType: "MULTICLASS",
      recipe: "",
      parameters: { "sgd.maxPasses": "100" },
      trainingDataSourceId: "tr",
    });
    const made = await evaluation.create({
      ...entity,
      evaluationId: "q",
      generation: "g",
      modelId: "ml",
      evaluationDataSourceId: "ev",
    });
    measured = made.outs as typeof measured;
    assert.equal((await batchPrediction.create(prediction)).outs.records, 160);
  });
  after(() => cloud.stop());

  const keysUnder = async (prefix: string) => {
    const client = await s3(common);
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: prefix }));
    return Contents.map(({ Key }) => Key!.slice(prefix.length));
  };

  it("has the service's own macro F1, to 1e-9, and the rows that the service held out", async () => {
    const { outs } = await report.create(inputs);
    assert.equal(outs.url, "s3://bucket/reports/g/");
    const numbers = await readNumbers(await s3(common), { bucket: "bucket", prefix: "reports/g/" });
    const { macroF1, count } = heatMap(numbers!.heldOut.confusion!, 9);
    assert.equal(count, 160);
    assert.ok(measured.value > 0.3 && measured.value < 1);
    assert.ok(Math.abs(macroF1 - measured.value) <= 1e-9);
    assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
  });

  it("lies in S3: page, Markdown, numbers and heat map, with as many classes as wanted", async () => {
    const names = ["heat-map.html", "heat-map.svg", "held-out.json", "report.html", "report.md"];
    assert.deepEqual(await keysUnder("reports/g/"), names);
    assert.equal(cloud.store.head("bucket", "reports/g/report.md").headers["x-amz-tagging"], "project=ml-learn");
    const map = () =>
      s3(common).then((client) => readReportFile(client, { bucket: "bucket", prefix: "reports/g/" }, "heat-map.svg"));
    assert.match((await map())!, /Other \(3 classes\)/);
    const { outs } = await report.create(inputs);
    await report.update("g", outs, { ...inputs, heatMapClasses: 9 });
    assert.doesNotMatch((await map())!, /Other \(/);
  });

  it("has the change of each class since what served before, if that has a report", async () => {
    const served = { generation: "a".repeat(64), created: "2026-11-12T10:00:00.000Z" };
    const text = async (prefix: string) => {
      const later = { ...inputs, prefix: "reports/h/", story: { ...story, before: { ...served, prefix } } };
      await report.create(later);
      const client = await s3(common);
      const found = await readReportFile(client, { bucket: "bucket", prefix: "reports/h/" }, "report.md");
      const { outs } = await report.create(later);
      await report.delete("h", { ...outs, resultsPrefix: "none/" });
      return found!;
    };
    assert.match(await text("reports/g/"), /\| AETNA \| \d+ \| (0\.\d+) \| \1 \| ±0 \|/);
    assert.match(await text("reports/gone/"), /\| class \| held-out rows \| F1 \|[^]*\| AETNA \| \d+ \| 0\.\d+ \|/);
    assert.deepEqual(await keysUnder("reports/h/"), []);
  });

  it("is without a heat map where nothing was predicted, and gets one later", async () => {
    const without = { ...inputs, prefix: "reports/w/", batchPredictionId: "" };
    const { outs } = await report.create(without);
    assert.deepEqual(await keysUnder("reports/w/"), ["report.html", "report.md"]);
    const later = await report.update("w", outs, { ...inputs, prefix: "reports/w/" });
    assert.equal((await keysUnder("reports/w/")).length, 5);
    await report.update("w", later.outs, without);
    assert.deepEqual(await keysUnder("reports/w/"), ["report.html", "report.md"]);
  });

  it("is written again when a file of it is gone, with what was said when it was made", async () => {
    const { outs } = await report.create(inputs);
    assert.deepEqual(await report.read("g", outs as never), { id: "g", props: outs });
    await cloud.store.delete("bucket", "reports/g/report.md");
    const { id, props } = await report.read("g", outs);
    assert.equal(id, "g");
    assert.equal((await report.diff("g", props as never, inputs)).changes, true);
    const mended = await report.update("g", props as never, inputs);
    assert.deepEqual(mended.outs, outs);
    assert.ok((await keysUnder("reports/g/")).includes("report.md"));
    assert.equal((await report.diff("g", outs as never, inputs)).changes, undefined);
  });

  it("is drawn again from its own numbers, also when the results and the older report are gone", async () => {
    const before = { generation: "a".repeat(64), created: "2026-11-12T10:00:00.000Z", prefix: "reports/old/" };
    await report.create({ ...inputs, prefix: "reports/old/" });
    const later = { ...inputs, prefix: "reports/new/", story: { ...story, before } };
    const { outs } = await report.create(later);
    const files = await keysUnder("predictions/g/");
    const lost = files.filter((file) => file.endsWith(".manifest"));
    assert.equal(lost.length, 1);
    for (const file of lost) await cloud.store.delete("bucket", `predictions/g/${file}`);
    await cloud.store.delete("bucket", "reports/old/held-out.json");
    await report.update("n", outs, { ...later, heatMapClasses: 9 });
    const client = await s3(common);
    const text = await readReportFile(client, { bucket: "bucket", prefix: "reports/new/" }, "report.md");
    assert.match(text!, /\| AETNA \| \d+ \| (0\.\d+) \| \1 \| ±0 \|/);
    for (const prefix of ["old", "new"])
      await report.delete("x", { ...outs, prefix: `reports/${prefix}/`, resultsPrefix: "none/" });
  });

  it("says that its numbers are lost, when both they and the results are gone, and is whole again", async () => {
    const { outs } = await report.create({ ...inputs, prefix: "reports/lost/", ...{ batchPredictionId: "never" } });
    assert.equal((outs as { isDamaged?: boolean }).isDamaged, undefined);
    const text = await readReportFile(await s3(common), { bucket: "bucket", prefix: "reports/lost/" }, "report.md");
    assert.match(text!, /What was predicted of the held-out rows is lost, [^]*never.*manifest/);
    assert.deepEqual(await keysUnder("reports/lost/"), ["report.html", "report.md"]);
  });

  it("does not fail a run when it can't be written, and is tried again", async () => {
    const { outs } = await report.create({ ...inputs, bucket: "no-bucket" });
    assert.equal((await report.diff("g", outs as never, inputs)).changes, true);
    const mended = await report.update("g", outs, inputs);
    assert.equal((await report.diff("g", mended.outs as never, inputs)).changes, undefined);
  });

  it("has its predictions made anew when their files are gone, under the next id", async () => {
    assert.deepEqual((await batchPrediction.read("bp", { ...prediction, status: "COMPLETED" } as never)).id, undefined);
    const { outs } = await batchPrediction.create(prediction);
    assert.deepEqual([outs.batchPredictionId, outs.status], ["bp-2", "COMPLETED"]);
    assert.equal((await batchPrediction.read("bp-2", outs)).id, "bp-2");
  });

  it("goes on without predictions that fail, and has them tried again", async () => {
    const other = { ...prediction, batchPredictionId: "none", prefix: "predictions/n/" };
    const failed = await batchPrediction.create({ ...other, dataSourceId: "none" });
    assert.equal(failed.outs.status, "FAILED");
    assert.equal((await batchPrediction.diff("none", failed.outs, other)).changes, true);
    const good = await batchPrediction.update("none", failed.outs, other);
    assert.equal(good.outs.status, "COMPLETED");
    await batchPrediction.delete("none", good.outs);
  });

  it("goes with the generation: the predictions' files too, those of earlier attempts as well", async () => {
    const { outs } = await report.create(inputs);
    assert.ok((await keysUnder("predictions/g/")).length > 0);
    const props = { ...prediction, batchPredictionId: "bp-2", status: "COMPLETED", records: 160, invalid: 0 };
    await report.delete("g", outs);
    await batchPrediction.delete("bp", props);
    assert.deepEqual(await keysUnder("reports/g/"), []);
    assert.deepEqual(await keysUnder("predictions/g/"), []);
    // Once more is no error.
    await batchPrediction.delete("bp", props);
    await report.delete("g", outs);
    assert.equal((await batchPrediction.create(prediction)).id, "bp-3");
  });
});
