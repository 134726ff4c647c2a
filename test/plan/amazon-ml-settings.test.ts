import assert from "node:assert/strict";
import { engineOf } from "../../plan/engines/engines";

const inputs = [
  { name: "age", type: "NUMERIC" as const },
  { name: "color", type: "CATEGORICAL" as const },
];
const learning = (values: object, rows = 700) =>
  engineOf({}).learning({ cloud: "local", recipe: "", shuffleType: "auto", ...values }, { rows, inputs });

describe("how Amazon ML learns", () => {
  it("follows the rows where nothing is set, and tells which parameters do", () => {
    assert.deepEqual(learning({}), {
      recipe: "",
      parameters: { "sgd.maxPasses": "200", "sgd.shuffleType": "auto" },
      defaults: ["sgd.maxPasses"],
    });
    assert.equal(learning({}, 13_500).parameters["sgd.maxPasses"], "20");
  });

  it("is what is set, and sends no amount that is not", () => {
    const { parameters, defaults } = learning({ maxPasses: 7, l2: 1e-6 });
    assert.deepEqual(parameters, {
      "sgd.maxPasses": "7",
      "sgd.shuffleType": "auto",
      "sgd.l2RegularizationAmount": "0.000001",
    });
    assert.deepEqual(defaults, []);
    assert.equal(learning({ l1: 0, l2: 1 }).parameters["sgd.l1RegularizationAmount"], "0");
  });

  it("has L1 or L2, as Amazon ML has it", () => {
    assert.throws(
      () => learning({ l1: 0.5, l2: 0.1 }),
      /ml-learn:l1 or ml-learn:l2 above 0, and not both, got 0\.5 and 0\.1/,
    );
  });

  it("is refused with a recipe that can't be carried out, in the preview", () => {
    const refused = (recipe: object) => assert.throws.bind(assert, () => learning({ recipe: JSON.stringify(recipe) }));
    refused({ outputs: ["agee"] })(/^Error: ml-learn:recipe: The recipe's 'agee', at character 1: expected a variable/);
    refused({ groups: 1, outputs: ["age"] })(/Expected the recipe's groups as an object/);
    refused({ outputs: ["quantile_bin(color,10)"] })(/expected NUMERIC, got 'color', which is CATEGORICAL/);
    refused({ outputs: ["quantile(age,10)"] })(/got 'quantile'/);
    assert.ok(learning({ recipe: JSON.stringify({ outputs: ["cartesian(color, quantile_bin(age, 10))"] }) }));
  });
});
