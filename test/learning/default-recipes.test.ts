import assert from "node:assert/strict";
import { defaultRecipes } from "../../learning/default-recipes";
import { parseRecipe } from "../../learning/recipe";
import { attributes } from "./attributes";

describe("a recipe, where none is given,", () => {
  it("has numbers normalised or also binned, and the other types as they are, in the order of the captures", () => {
    const [normalised, binned] = defaultRecipes(attributes.slice(1), 700).map((text) => JSON.parse(text) as object);
    assert.deepEqual(normalised, {
      groups: {},
      assignments: {},
      outputs: ["ALL_BINARY", "ALL_CATEGORICAL", "normalize(ALL_NUMERIC)", "ALL_TEXT"],
    });
    const bins = "quantile_bin(NUMERIC_VARS_QB_10,10)";
    assert.deepEqual(binned, {
      groups: { NUMERIC_VARS_QB_10: "group('hours-per-week','age')" },
      assignments: {},
      outputs: ["ALL_BINARY", "ALL_CATEGORICAL", bins, "normalize(ALL_NUMERIC)", "ALL_TEXT"],
    });
    assert.deepEqual(
      parseRecipe(JSON.stringify(binned), attributes, (index) => index > 0).map((column) => [
        column.kind,
        column.kind !== "cartesian" && column.attribute,
      ]),
      [
        ["binary", 3],
        ["categorical", 5],
        ["quantile_bin", 1],
        ["quantile_bin", 2],
        ["normalize", 1],
        ["normalize", 2],
        ["text", 4],
      ],
    );
  });

  it("has more bins for more rows, and then few ones to choose from, too", () => {
    const bins = [499, 500, 5_000, 10_000, 50_000].map((rows) =>
      defaultRecipes(attributes.slice(1), rows).flatMap((recipe) => /,(\d+)\)/.exec(recipe)?.[1] ?? []),
    );
    assert.deepEqual(bins, [["5"], ["10"], ["50", "10"], ["100", "10"], ["500", "10"]]);
  });

  it("names ALL_CATEGORICAL even when there is none, and no group without a numeric", () => {
    const [recipe, ...others] = defaultRecipes([{ name: "c", type: "CATEGORICAL" }], 10);
    assert.deepEqual(others, []);
    assert.deepEqual(JSON.parse(recipe), { groups: {}, assignments: {}, outputs: ["ALL_CATEGORICAL"] });
  });
});
