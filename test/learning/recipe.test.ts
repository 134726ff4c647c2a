import assert from "node:assert/strict";
import type { Attribute } from "../../learning/attribute";
import { defaultRecipes, parseRecipe, RecipeError } from "../../learning/recipe";

const attributes: Attribute[] = [
  { name: "y", type: "CATEGORICAL" },
  { name: "hours-per-week", type: "NUMERIC" },
  { name: "age", type: "NUMERIC" },
  { name: "sold", type: "BINARY" },
  { name: "title", type: "TEXT" },
  { name: "color", type: "CATEGORICAL" },
];
const parse = (recipe: object | string) =>
  parseRecipe(typeof recipe === "string" ? recipe : JSON.stringify(recipe), attributes, (index) => index > 0);

describe("recipe", () => {
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
      parse(binned).map(({ kind, attribute }) => [kind, attribute]),
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

  it("reads groups, group_remove, normalize and plain variables", () => {
    const recipe = {
      groups: { BOTH: "group(ALL_NUMERIC, 'sold')", REST: 'group_remove(BOTH, "sold", age)' },
      outputs: ["quantile_bin( REST , 50)", "normalize(age)", "color"],
    };
    assert.deepEqual(parse(recipe), [
      { kind: "quantile_bin", attribute: 1, bins: 50 },
      { kind: "normalize", attribute: 2, bins: undefined },
      { kind: "categorical", attribute: 5 },
    ]);
  });

  it("leaves the target out of every group", () => {
    assert.ok(parse({ outputs: ["ALL_INPUTS"] }).every(({ attribute }) => attribute !== 0));
    assert.throws(() => parse({ outputs: ["y"] }), RecipeError);
  });

  it("refuses what it cannot carry out, naming it", () => {
    const refused: [object | string, RegExp][] = [
      ["{", /not JSON/],
      [{ outputs: [] }, /'outputs'/],
      [{ outputs: ["nobody"] }, /'nobody'/],
      [{ outputs: ["ngram(title,2)"] }, /ngram\(title,2\).*does not know/],
      [{ outputs: ["quantile_bin(age,4)"] }, /5 to 1000/],
      [{ outputs: ["quantile_bin(color,10)"] }, /color.*CATEGORICAL/],
      [{ outputs: ["quantile_bin(age"] }, /Cannot read/],
      [{ groups: { age: "group(sold)" }, outputs: ["age"] }, /'age' has the name/],
      [{ assignments: { a: "normalize(age)" }, outputs: ["a"] }, /assignments/],
    ];
    for (const [recipe, message] of refused) assert.throws(() => parse(recipe), message);
  });
});
