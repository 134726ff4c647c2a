import assert from "node:assert/strict";
import { parseRecipe } from "../../learning/recipe";
import { RecipeError } from "../../learning/recipe-text";
import { attributes } from "./attributes";

const parse = (recipe: object | string) =>
  parseRecipe(typeof recipe === "string" ? recipe : JSON.stringify(recipe), attributes, (index) => index > 0);

describe("recipe", () => {
  it("reads groups, group_remove, normalize and plain variables", () => {
    const recipe = {
      groups: { BOTH: "group(ALL_NUMERIC, 'sold', age)", REST: 'group_remove(BOTH, "sold", age)' },
      outputs: ["quantile_bin( REST , 50)", "normalize(age)", "BOTH", "color"],
    };
    assert.deepEqual(parse(recipe), [
      { kind: "quantile_bin", attribute: 1, bins: 50 },
      { kind: "normalize", attribute: 2 },
      { kind: "numeric", attribute: 1 },
      { kind: "numeric", attribute: 2 },
      { kind: "binary", attribute: 3 },
      { kind: "categorical", attribute: 5 },
    ]);
  });

  it("reads assignments, one in another, and nested calls", () => {
    const recipe = {
      assignments: { lower: "lowercase(title)", clean: "no_punct(lower)", aged: "quantile_bin(normalize(age), 5)" },
      outputs: [
        "ngram(clean, 3)",
        "osb(lowercase(no_punct(title)),2)",
        "cartesian(aged, cartesian(color, sold), clean)",
      ],
    };
    const steps = ["lowercase", "no_punct"];
    assert.deepEqual(parse(recipe), [
      { kind: "ngram", attribute: 4, steps, size: 3 },
      { kind: "osb", attribute: 4, steps: ["no_punct", "lowercase"], size: 2 },
      {
        kind: "cartesian",
        of: [
          { kind: "quantile_bin", attribute: 2, bins: 5 },
          { kind: "categorical", attribute: 5 },
          { kind: "binary", attribute: 3 },
          { kind: "text", attribute: 4, steps },
        ],
      },
    ]);
  });

  it("reads recipes as the guide prints them: comments, texts of several lines, other sections", () => {
    const recipe = `{ // What is learned from.
      "dependencies": {},
      "groups": { "LONG": "group(title, // the book's
          'color')" },
      "outputs": [ "cartesian(
         color, title) // both", "normalize(ALL_NUMERIC)" ] }`;
    assert.deepEqual(
      parse(recipe).map(({ kind }) => kind),
      ["cartesian", "normalize", "normalize"],
    );
  });

  it("leaves the target out of every group", () => {
    assert.ok(
      parse({ outputs: ["ALL_INPUTS"] }).every((column) => column.kind !== "cartesian" && column.attribute !== 0),
    );
    assert.throws(() => parse({ outputs: ["y"] }), RecipeError);
  });

  it("refuses what it cannot carry out, with the place", () => {
    const refused: [object | string, RegExp][] = [
      ["{", /not JSON/],
      ['{\n  "outputs": [\n    "age" // x\n    "sold"]}', /not JSON: Expected ',' or ']' .*, line 4, character 5$/],
      ['{\n  "outputs": [age]}', /not JSON: Unexpected token 'a', line 2, character 15$/],
      ['{"outputs": ["age"],\n  "groups": {"G": "group(age)"', /line 2, character 31$/],
      [{ outputs: [] }, /'outputs'/],
      [{ groups: 1, outputs: ["age"] }, /groups as an object/],
      [{ outputs: ["nobody"] }, /'nobody', at character 1: expected a variable or a group, got 'nobody'/],
      [{ outputs: ["ngrm(title,2)"] }, /at character 1: expected one of ngram, osb, .*, got 'ngrm'/],
      [{ outputs: ["ngram(title,1)"] }, /at character 13: expected a whole number from 2 to 10, got '1'/],
      [{ outputs: ["ngram(title)"] }, /expected 2 argument\(s\) of ngram, got 1/],
      [{ outputs: ["quantile_bin(age,4)"] }, /at character 18: expected a whole number from 5 to 1000, got '4'/],
      [{ outputs: ["quantile_bin(color,10)"] }, /at character 14: expected NUMERIC, got 'color', which is CATEGORICAL/],
      [{ outputs: ["lowercase(color)"] }, /expected TEXT, got 'color', which is CATEGORICAL/],
      [{ outputs: ["ngram(osb(title,2),2)"] }, /expected TEXT, got 'osb', which is TOKENS/],
      [{ outputs: ["cartesian(color,age)"] }, /at character 17: .* got 'age', which is NUMERIC/],
      [{ outputs: ["cartesian(color)"] }, /two arguments or more/],
      [
        { assignments: { a: "cartesian(color,color)", b: "cartesian(a,a,a)" }, outputs: ["cartesian(b,b)"] },
        /at most 10 variables in a cartesian, got 12/,
      ],
      [
        { outputs: ["cartesian(title, BOTH)"], groups: { BOTH: "group(color, sold)" } },
        /one variable, got 'BOTH', which has 2/,
      ],
      [{ outputs: ["quantile_bin(age"] }, /at character 17: expected ',' or '\)', got its end/],
      [{ outputs: ["'age"] }, /at character 1: expected a second ' after this one/],
      [{ outputs: ["age sold"] }, /at character 5: expected its end, got 'sold'/],
      [{ groups: { age: "group(sold)" }, outputs: ["age"] }, /group 'age' has the name/],
      [{ groups: { G: "group(ALL_INPUTS)" }, outputs: ["G"] }, /got 'ALL_INPUTS'/],
      [{ groups: { G: "group(lowercase(title))" }, outputs: ["G"] }, /expected a variable or a group, got 'lowercase'/],
      [{ assignments: { a: "b", b: "age" }, outputs: ["a"] }, /got 'b'/],
      [{ assignments: { a: "age", ["x".repeat(65)]: "age" }, outputs: ["a"] }, /1 to 64 characters/],
    ];
    for (const [recipe, message] of refused) assert.throws(() => parse(recipe), message);
    const long = { outputs: [`${"cartesian(color,".repeat(5000)} ?`] };
    assert.throws(
      () => parse(long),
      (error: Error) => error.message.length < 1000,
    );
  });
});
