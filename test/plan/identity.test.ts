import assert from "node:assert/strict";
import { dataSourceIds, evaluationId, modelId } from "../../plan/engines/amazon-ml/ids";
import { splitOf } from "../../plan/engines/amazon-ml/split";
import { stackKey, uploadKeys } from "../../plan/identity";

const digest = "5a44a38ae95af1ae6485f2c22c566fa8e3a53849c85cae0426ed306df87ebfc4";

describe("identity", () => {
  it("makes ids that Amazon ML takes, with room for a suffix", () => {
    const stack = stackKey("organization", "ml-learn", "dev");
    const ids = [...Object.values(dataSourceIds(stack, digest)), modelId(stack, digest), evaluationId(stack, digest)];
    for (const id of ids) assert.match(`${id}-99`, /^[a-zA-Z0-9_.-]{1,64}$/);
    assert.equal(new Set(Object.values(dataSourceIds(stack, digest))).size, 2);
  });

  it("keeps two stacks with the same rows apart", () => {
    const keys = [
      stackKey("o", "p", "dev"),
      stackKey("o", "p", "prod"),
      stackKey("o", "q", "dev"),
      stackKey("x", "p", "dev"),
    ];
    assert.equal(new Set(keys.map((key) => uploadKeys(key, digest, ["features.csv"])["features.csv"])).size, 4);
    assert.match(keys[0], /^[0-9a-f]{8}$/);
  });

  it("splits by one seed, the evaluation being the training's complement", () => {
    const { training, evaluation } = splitOf({ strategy: "random" }, 70, "seed");
    assert.deepEqual([training.file, evaluation.file], ["features.csv", "features.csv"]);
    assert.deepEqual(JSON.parse(training.rearrangement), {
      splitting: {
        percentBegin: 0,
        percentEnd: 70,
        strategy: "random",
        complement: false,
        strategyParams: { randomSeed: "seed" },
      },
    });
    assert.equal(evaluation.rearrangement, training.rearrangement.replace("false", "true"));
  });
});
