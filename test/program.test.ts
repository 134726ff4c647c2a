import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { datasetDigest, generationDigest } from "../features/digest";
import type { Manifest } from "../features/manifest";
import { uploadDigest } from "../plan/digests";
import { modelId } from "../plan/engines/amazon-ml/ids";
import { splitOf } from "../plan/engines/amazon-ml/split";
import { stackKey } from "../plan/identity";
import { run, type Made } from "./mocked-program";
import { makeTemporaryFolder } from "./temporary-folder";

describe("the program", () => {
  const home = process.cwd();
  const folder = makeTemporaryFolder();
  before(() => {
    process.chdir(folder);
    writeFileSync("examples.csv", "number,policy\nW1,AETNA\nU2,CIGNA\nU3,CIGNA\n");
  });
  after(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const key = stackKey("organization", "ml-learn", "test");
  const inputsOf = (made: Made[], type: string) =>
    made.filter((resource) => resource.type === type).map(({ inputs }) => inputs);

  it("declares the local cloud, an upload, a data set and a generation", async () => {
    const { made } = await run();
    assert.deepEqual(made.map(({ type }) => type).sort(), [
      "BatchPrediction",
      "DataSource",
      "DataSource",
      "Evaluation",
      "LocalAws",
      "MLModel",
      "QualityGate",
      "RealtimeEndpoint",
      "Report",
      "S3Upload",
      "Serving",
      "ml-learn:index:Dataset",
      "ml-learn:index:Generation",
    ]);
  });

  it("makes names and ids of digests alone", async () => {
    const { made, outputs } = await run({ maxPasses: "20" });
    const manifest = JSON.parse(readFileSync("build/features.json", "utf8")) as Manifest;
    const split = splitOf({ strategy: "stable", trainingPercent: 70, seed: "ml-learn" }, 70, "ml-learn");
    const dataset = datasetDigest(manifest.digest, manifest.schema, split.identity);
    const parameters = { "sgd.maxPasses": "20", "sgd.shuffleType": "auto" };
    const generation = generationDigest(dataset, "", "MULTICLASS", parameters);
    const upload = uploadDigest(manifest);
    assert.deepEqual(inputsOf(made, "S3Upload")[0].keys, {
      "training.csv": `uploads/${key}/${upload}/training.csv`,
      "evaluation.csv": `uploads/${key}/${upload}/evaluation.csv`,
    });
    assert.equal(outputs.AWS_ML_MODEL_ID, modelId(key, generation));
    assert.equal(outputs.serving, generation);
    assert.deepEqual(made, (await run({ maxPasses: "20" })).made);
    const [training, evaluation] = inputsOf(made, "DataSource");
    assert.deepEqual(
      [training.split, evaluation.split],
      [split.training.rearrangement, split.evaluation.rearrangement],
    );
    const [model] = inputsOf(made, "MLModel");
    assert.deepEqual([model.modelType, model.parameters, model.recipe], ["MULTICLASS", parameters, ""]);
  });

  it("wires resources by the ids they got, and tags every entity", async () => {
    const { made } = await run();
    const [training, evaluation] = inputsOf(made, "DataSource");
    const [model] = inputsOf(made, "MLModel");
    const [quality] = inputsOf(made, "Evaluation");
    assert.equal(model.trainingDataSourceId, training.dataSourceId);
    assert.deepEqual([quality.modelId, quality.evaluationDataSourceId], [model.modelId, evaluation.dataSourceId]);
    assert.equal(inputsOf(made, "RealtimeEndpoint")[0].modelId, model.modelId);
    for (const { tags } of [training, evaluation, model, quality]) {
      assert.deepEqual(
        [(tags as Record<string, string>).project, (tags as Record<string, string>).stack],
        ["ml-learn", "test"],
      );
    }
  });

  it("shows progress in each resource's own row", async () => {
    const [model] = inputsOf((await run()).made, "MLModel");
    const urn =
      /^urn:pulumi:test::ml-learn::ml-learn:index:Generation\$pulumi-nodejs:dynamic\/ml-learn:MLModel::model-[0-9a-f]{12}$/;
    assert.match(model.row as string, urn);
  });

  it("has another model for another parameter, on the same data sources", async () => {
    const [before, after] = [await run(), await run({ maxPasses: "5" })];
    assert.deepEqual(inputsOf(after.made, "DataSource"), inputsOf(before.made, "DataSource"));
    assert.notEqual(after.outputs.AWS_ML_MODEL_ID, before.outputs.AWS_ML_MODEL_ID);
  });

  it("holds out rows by their content, in a file of their own, unless Amazon ML is to draw them", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `W${i},${i % 2 ? "AETNA" : "CIGNA"}`);
    writeFileSync("more.csv", ["number,policy", ...rows].join("\n"));
    const random = await run({ source: "more.csv", split: "random" });
    const { made, outputs } = await run({ source: "more.csv" });
    const [upload] = inputsOf(made, "S3Upload");
    const keys = upload.keys as Record<string, string>;
    assert.deepEqual(Object.keys(keys).sort(), ["evaluation.csv", "training.csv"]);
    assert.notEqual(upload.digest, inputsOf(random.made, "S3Upload")[0].digest);
    assert.notEqual(outputs.serving, random.outputs.serving);
    // The whole of a file is something that Amazon ML's own data sources can express.
    assert.deepEqual(
      inputsOf(made, "DataSource").map(({ key, split }) => [key, split]),
      [
        [keys["training.csv"], ""],
        [keys["evaluation.csv"], ""],
      ],
    );
  });

  it("learns another problem by another definition", async () => {
    const { made } = await run({ source: `${home}/data/satellite.csv`, definition: "satellite" });
    const [upload] = inputsOf(made, "S3Upload");
    assert.deepEqual([upload.rows, Object.keys(upload.classes as object).length], [6435, 6]);
    assert.equal(inputsOf(made, "MLModel")[0].definition, "satellite");
    const [endpoint] = inputsOf(made, "RealtimeEndpoint");
    assert.equal((endpoint.examples as object[]).length, 3);
    assert.equal((endpoint.examples as Record<string, string>[])[0].x_36, "40");
    await assert.rejects(run({ definition: "nonsense" }), /insurance-number, parcel, satellite\), got 'nonsense'/);
  });

  it("says what it learns from and of what age, what is held out, and warns of what is odd", async () => {
    const { said } = await run();
    assert.match(said, /^info: .*Train: generation [0-9a-f]{12} of features [0-9a-f]{12}\. Nothing serves yet\.$/m);
    assert.match(
      said,
      /This run will upload 0\.0 MB, build 2 data sources, train 1 model, make 1 evaluation, predict 1 held-out row and mount 1 endpoint\./,
    );
    assert.match(
      said,
      /Data: examples\.csv changed just now; 3 rows, 2 classes of policy, 26 columns\. 1 row is held out/,
    );
    assert.match(said, /^warning: .*Few rows are held out: 1 of them tell the macro F1 to ± 0\.\d{3} only\./m);
    const rows = Array.from({ length: 40 }, (_, i) => `W${i},${i % 2 ? "AETNA" : "CIGNA"}`);
    writeFileSync("odd.csv", ["number,policy", ...rows, "W1,AETNA", "W2,AETNA"].join("\n"));
    const odd = await run({ source: "odd.csv", trainingPercent: "50" });
    assert.match(
      odd.said,
      /; 42 rows, .* \d+ rows are held out, each by its own content: it stays so as data grow\.$/m,
    );
    assert.match(odd.said, /^warning: .*1 example comes with more than one policy \(2 rows\)/m);
    assert.match(odd.said, /^warning: .*1 row is equal to another/m);
  });

  it("asks no database: it wants the snapshot, and names the command that takes it", async () => {
    const database = { source: "postgresql://me:hidden@db.example/claims", query: "SELECT 1" };
    await assert.rejects(run(database, { secrets: ["source"] }), (error: Error) => {
      assert.match(error.message, /snapshot of postgresql:\/\/db\.example\/claims .*npm run ml:extract/);
      assert.doesNotMatch(error.message, /hidden|me:/);
      return true;
    });
  });

  it("refuses a password in clear, and does not show it", async () => {
    for (const source of ["postgresql://me:hidden@db.example/claims", "postgresql://db.example/c?password=hidden"]) {
      await assert.rejects(run({ source, query: "SELECT 1" }), (error: Error) => {
        assert.match(error.message, /config set --secret ml-learn:source/);
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      });
    }
    await assert.rejects(run({ source: "postgresql://db.example/claims" }), /ml-learn:query: expected SQL/);
  });

  it("puts no insurance number into any resource", async () => {
    mkdirSync("build", { recursive: true });
    const rows = Array.from({ length: 20 }, (_, i) => `SECRET${i},${i % 2 ? "AETNA" : "CIGNA"}`);
    writeFileSync("secret.csv", ["number,policy", ...rows].join("\n"));
    const { made, outputs } = await run({ source: "secret.csv" });
    assert.doesNotMatch(JSON.stringify([made, outputs]), /SECRET/);
  });

  it("refuses keys that there are not, with the nearest that there is", async () => {
    await assert.rejects(run({ sourse: "x.csv", minimunF1: "0.9" }), (error: Error) => {
      assert.match(error.message, /ml-learn:sourse: there is no such setting\. Is it ml-learn:source\?/);
      assert.match(error.message, /ml-learn:minimunF1: .* Is it ml-learn:minimumF1\?/);
      return true;
    });
  });

  it("refuses a recipe that has not the form of one", async () => {
    for (const recipe of ['{"groups":1}', "[]", "{}", '{"outputs":"ALL"}'])
      await assert.rejects(run({ recipe }), /ml-learn:recipe: expected a recipe as JSON, with a list of "outputs"/);
  });

  it("refuses a limit that says nothing of what is predicted", async () => {
    await assert.rejects(run({ maximumError: "5" }), /ml-learn:maximumError can't be applied .* ml-learn:minimumF1 in/);
  });

  it("refuses all wrong settings at once, by key, expectation and value, without a stack trace", async () => {
    const wrong = { maxPasses: "many", trainingPercent: "100", region: "mars-1", recipe: "{" };
    await assert.rejects(run(wrong), (error: Error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(error.stack, "");
      for (const key of Object.keys(wrong)) assert.match(error.message, new RegExp(`ml-learn:${key}: expected`));
      assert.match(error.message, /trainingPercent: expected a whole number from 1 to 99, got 100/);
      return true;
    });
  });
});
