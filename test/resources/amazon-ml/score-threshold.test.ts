import assert from "node:assert/strict";
import { DeleteDataSourceCommand, GetMLModelCommand, UpdateMLModelCommand } from "@aws-sdk/client-machine-learning";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../../resources/cloud/clients";
import { lifecycle as dataSource } from "../../../resources/amazon-ml/data-source";
import { lifecycle as mlModel } from "../../../resources/amazon-ml/ml-model";
import { machineLearning } from "../../../resources/amazon-ml/client";
import { common, LocalCloud } from "../local-cloud";

describe("the threshold of a binary model", () => {
  const cloud = new LocalCloud();
  const entity = { ...common, tags: {}, timeoutMinutes: 1 };
  const model = (id: string, scoreThreshold: string) => ({
    ...{ ...entity, modelId: id, generation: id, dataset: "d", definition: "d", approvedBy: "", examples: [] },
    ...{ modelType: "BINARY" as const, recipe: "", trainingDataSourceId: "tr" },
    parameters: { "sgd.maxPasses": "20", ...(scoreThreshold !== "" && { scoreThreshold }) },
    thresholdFrom: { bucket: "bucket", prefix: `predictions/${id}/threshold/`, batchPredictionId: `bp-${id}` },
  });
  const find = async (MLModelId: string) => (await machineLearning(common)).send(new GetMLModelCommand({ MLModelId }));

  before(async () => {
    await cloud.start();
    // A tenth of the rows is 1, of those with x = 1 a third.
    const rows = Array.from({ length: 600 }, (_, i) => `${i % 10 === 0 ? 1 : 0},${i % 10 < 3 ? 1 : 0}`);
    const Body = ["y,x", ...rows].join("\n");
    await (await s3(common)).send(new PutObjectCommand({ Bucket: "bucket", Key: "rows.csv", Body }));
    const attributes = ["y", "x"].map((attributeName) => ({ attributeName, attributeType: "BINARY" }));
    const schema = JSON.stringify({
      ...{ version: "1.0", dataFormat: "CSV", dataFileContainsHeader: true },
      ...{ targetAttributeName: "y", attributes },
    });
    const source = {
      dataset: "d",
      upload: "u",
      splitIdentity: "{}",
      side: "training",
      bucket: "bucket",
      key: "rows.csv",
    };
    await dataSource.create({ ...entity, ...source, schema, split: "", dataSourceId: "tr" } as never);
  });
  after(() => cloud.stop());

  it("stays as it is where nothing is said", async () => {
    const { outs } = await mlModel.create(model("plain", ""));
    assert.equal(outs.scoreThreshold, undefined);
    assert.equal((await find("plain")).ScoreThreshold, undefined);
  });

  it("is the one that is given, and no parameter of the training", async () => {
    const { outs } = await mlModel.create(model("given", "0.35"));
    assert.equal(outs.scoreThreshold, 0.35);
    const { ScoreThreshold, TrainingParameters } = await find("given");
    assert.equal(ScoreThreshold, 0.35);
    assert.ok(!("scoreThreshold" in TrainingParameters!));
  });

  it("is chosen by the rows that were learned from, and leaves nothing else behind", async () => {
    const { outs } = await mlModel.create(model("chosen", "F1"));
    // At a half nothing would be 1; below a third, all rows with x = 1 are.
    assert.ok(outs.scoreThreshold! > 0.05 && outs.scoreThreshold! < 0.4, String(outs.scoreThreshold));
    assert.equal((await find("chosen")).ScoreThreshold, outs.scoreThreshold);
    assert.equal(cloud.state.get("BatchPrediction", "bp-chosen").status, "DELETED");
    assert.deepEqual(cloud.store.list("bucket", "predictions/chosen/"), []);
    const { props } = await mlModel.read("chosen", outs);
    assert.deepEqual(props, outs);
  });

  it("is chosen once: a run that was interrupted after it goes on with it", async () => {
    const { outs } = await mlModel.create(model("again", "F1"));
    cloud.operations();
    const again = await mlModel.create(model("again", "F1"));
    assert.deepEqual(again.outs, outs);
    assert.ok(!cloud.operations().includes("CreateBatchPrediction"));
  });

  it("leaves the model to the state when it cannot be chosen, and is chosen by the next run", async () => {
    const client = await machineLearning(common);
    const broken = {
      ...model("broken", "F1"),
      thresholdFrom: { ...model("broken", "").thresholdFrom, bucket: "nowhere" },
    };
    const error = (await mlModel.create(broken).catch((error: Error) => error)) as Error & {
      id: string;
      properties: ReturnType<typeof model>;
    };
    assert.match(error.message, /^The model broken was made, but not its threshold: .*nowhere/);
    assert.equal(error.id, "broken");
    const { outs } = await mlModel.update("broken", error.properties as never, model("broken", "F1"));
    assert.ok(outs.scoreThreshold! < 0.4);
    await client.send(new UpdateMLModelCommand({ MLModelId: "broken", ScoreThreshold: 0.9 }));
    const { props } = await mlModel.read("broken", outs);
    assert.equal((props as typeof outs).scoreThreshold, 0.9, "what a refresh finds is told");
    await client.send(new DeleteDataSourceCommand({ DataSourceId: "tr" }));
  });
});
