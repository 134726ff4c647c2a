import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { modelClientAt, modelClients } from "../predictor/model-clients";
import { predictorPolicy, runnerPolicy } from "../resources/aws/policies";
import { addLookUpEngine } from "./look-up-engine";
import { run, type Made } from "./mocked-program";
import { StsServer } from "./sts-server";
import { makeTemporaryFolder } from "./temporary-folder";

describe("another engine", () => {
  const home = process.cwd();
  const folder = makeTemporaryFolder();
  const settings = { engine: "look-up", region: "mars-1" };
  let remove: () => void;
  before(() => {
    process.chdir(folder);
    remove = addLookUpEngine();
    writeFileSync("examples.csv", "number,policy\nW1,AETNA\nU2,CIGNA\nU3,CIGNA\n");
  });
  after(() => {
    remove();
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const of = (made: Made[], type: string) => made.filter((one) => one.type === type).map(({ inputs }) => inputs);

  it("learns and serves by what it declares alone, and is told by what it makes", async () => {
    const { made, outputs } = await run(settings);
    const types = ["LocalAws", "LookUpDoor", "LookUpTable", "QualityGate", "Report", "S3Upload", "Serving"];
    assert.deepEqual(made.map(({ type }) => type).sort(), [...types, "ml-learn:index:Generation", "test:index:Rows"]);
    const [table] = of(made, "LookUpTable");
    assert.deepEqual([outputs.AWS_ML_MODEL_ID, outputs.serving], [table.modelId, table.generation]);
    for (const kind of ["Report", "Serving"]) assert.equal(of(made, kind)[0].engine, "look-up");
    assert.match(readFileSync("build/training.csv", "utf8"), /^policy;length;base_10;/);
  });

  it("says what it does in its own words, and what that costs", async () => {
    const sts = new StsServer();
    await sts.start();
    try {
      const { said } = await run({ ...settings, cloud: "aws" });
      assert.match(said, /This run will upload 0\.0 MB and fill 1 table\./);
      assert.match(said, /Cost of this run: about \$5\.00: \$5\.00 for 1 table, of oak\./);
      assert.match(said, /Cost of the endpoints: \$3\.00 a month \(the door's\)\./);
    } finally {
      sts.stop();
    }
  });

  it("keeps what it made before, switches its one door, and trains nothing twice", async () => {
    const first = await run(settings);
    const unchanged = await run(settings, { state: first.state });
    assert.match(unchanged.said, /Features unchanged .*: nothing to train\./);
    assert.deepEqual(of(unchanged.made, "LookUpTable"), of(first.made, "LookUpTable"));
    writeFileSync("examples.csv", "number,policy\nW1,AETNA\nU2,CIGNA\nU3,CIGNA\nU4,AETNA\n");
    const { made, outputs, said } = await run(settings, { state: first.state });
    assert.match(said, /Retrain: features changed since 12 Nov 2026/);
    assert.equal(of(made, "LookUpTable").length, 2);
    const [door, ...others] = of(made, "LookUpDoor");
    assert.deepEqual([door.generation, others], [outputs.serving, []]);
    assert.notEqual(outputs.serving, first.outputs.serving);
  });

  it("is asked by the client that knows its addresses", () => {
    const kind = { regionOf: (url: string) => /look-up\.([\w-]+)\./.exec(url)?.[1], create: () => undefined as never };
    modelClients["look-up"] = kind;
    try {
      assert.deepEqual(modelClientAt("https://look-up.mars-1.example/"), { kind, region: "mars-1" });
      const amazon = modelClientAt("https://realtime.machinelearning.eu-west-1.amazonaws.com");
      assert.deepEqual(amazon, { kind: modelClients["amazon-ml"], region: "eu-west-1" });
    } finally {
      delete modelClients["look-up"];
    }
  });

  it("has settings, and policies, of its own", async () => {
    await assert.rejects(run({ engine: "look-up", split: "random" }), (error: Error) => {
      assert.match(error.message, /ml-learn:region: expected mars-1, got "us-east-1"/);
      assert.match(error.message, /ml-learn:split: expected stable, got "random"/);
      return true;
    });
    await assert.rejects(run({ engine: "nonsense" }), /ml-learn:engine: expected amazon-ml or look-up, got "nonsense"/);
    const place = { account: "1", region: "mars-1", bucket: "b", stackKey: "k", parameter: "", makesBucket: false };
    const actions = [runnerPolicy, predictorPolicy].map((policy) =>
      policy({ ...place, engine: "look-up" }).Statement.map(({ Action }) => Action),
    );
    assert.ok(actions[0].includes("lookup:Fill") && actions[1].includes("lookup:LookUp"));
    assert.doesNotMatch(JSON.stringify(actions), /machinelearning/);
  });
});
