import assert from "node:assert/strict";
import fc from "fast-check";
import { lifecycle as dataSource } from "../../../resources/amazon-ml/data-source";
import { lifecycle as evaluation } from "../../../resources/amazon-ml/evaluation";
import type { Lifecycle } from "../../../resources/dynamic/lifecycle";
import { UNKNOWN } from "../../../resources/dynamic/lifecycle";
import { lifecycle as localAws } from "../../../resources/local-aws";
import { lifecycle as mlModel } from "../../../resources/amazon-ml/ml-model";
import { lifecycle as qualityGate } from "../../../resources/quality-gate";
import { lifecycle as realtimeEndpoint } from "../../../resources/amazon-ml/realtime-endpoint";
import { lifecycle as s3Upload } from "../../../resources/s3-upload";
import { lifecycle as serving } from "../../../resources/serving";
import { common } from "../local-cloud";

const entity = { ...common, tags: {}, timeoutMinutes: 1 };
const good: Record<string, [Lifecycle, Record<string, unknown>]> = {
  DataSource: [
    dataSource,
    {
      ...entity,
      dataSourceId: "tr-1",
      dataset: "d",
      upload: "u",
      splitIdentity: "{}",
      side: "training",
      bucket: "b",
      key: "k",
      schema: "{}",
      split: "{}",
    },
  ],
  MLModel: [
    mlModel,
    {
      ...entity,
      modelId: "ml-1",
      generation: "g",
      dataset: "d",
      definition: "x",
      approvedBy: "",
      examples: [],
      trainingDataSourceId: "tr-1",
      modelType: "MULTICLASS",
      recipe: "",
      parameters: {},
    },
  ],
  Evaluation: [
    evaluation,
    { ...entity, evaluationId: "ev-1", generation: "g", modelId: "ml-1", evaluationDataSourceId: "ev-1" },
  ],
  RealtimeEndpoint: [
    realtimeEndpoint,
    { ...common, modelId: "ml-1", generation: "abc", service: "", examples: [], timeoutMinutes: 1 },
  ],
  S3Upload: [
    s3Upload,
    {
      ...common,
      bucket: "b",
      keys: { f: "k" },
      digest: "d",
      features: "d",
      target: "y",
      folder: "build",
      rows: 1,
      classes: {},
    },
  ],
  QualityGate: [
    qualityGate,
    {
      ...common,
      generation: "g",
      metric: "MulticlassAvgFScore",
      value: 0.5,
      limits: {},
      serving: {},
      isAccepted: false,
    },
  ],
  Serving: [serving, { ...common, modelId: "ml-1", url: "http://127.0.0.1:1", generation: "g" }],
  LocalAws: [localAws, { ...common, bucket: "b" }],
};

describe("checks of inputs", () => {
  for (const [name, [lifecycle, inputs]] of Object.entries(good)) {
    it(`let good inputs of ${name} pass as they are, and again`, async () => {
      const once = await lifecycle.check({}, inputs);
      assert.deepEqual(once, { inputs, failures: [] });
      assert.deepEqual(await lifecycle.check(once.inputs as object, once.inputs as object), once);
    });

    it(`let an unknown pass in any input of ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.subarray(Object.keys(inputs)), async (unknown) => {
          const news = { ...inputs, ...Object.fromEntries(unknown.map((property) => [property, UNKNOWN])) };
          assert.deepEqual(await lifecycle.check({}, news), { inputs: news, failures: [] });
        }),
        { numRuns: 20 },
      );
    });

    it(`never replace ${name}: another identity is another resource`, async () => {
      if (name === "LocalAws") return; // Its diff looks at the service: see local-aws.test.ts.
      assert.deepEqual(await lifecycle.diff("id", inputs, { ...inputs, modelId: "other", region: "eu-west-1" }), {
        replaces: [],
      });
    });

    it(`keep cloud and region of ${name} fixed`, async () => {
      const { failures } = await lifecycle.check(inputs, { ...inputs, region: "eu-west-1", cloud: "aws" });
      assert.deepEqual(
        failures!.map(({ property }) => property),
        ["cloud", "region"],
      );
      assert.match(failures![1].reason, /expected 'us-east-1', got 'eu-west-1'/);
    });
  }

  it("say what was expected and what was given", async () => {
    const [, inputs] = good.MLModel;
    const { failures } = await mlModel.check({}, { ...inputs, modelId: "with blank", timeoutMinutes: 0 } as never);
    assert.deepEqual(
      failures!.map(({ property }) => property),
      ["modelId", "timeoutMinutes"],
    );
    assert.match(failures![0].reason, /letters, digits.*got "with blank"/);
  });
});
