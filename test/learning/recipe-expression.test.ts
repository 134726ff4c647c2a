import assert from "node:assert/strict";
import fc from "fast-check";
import { parseExpression, printExpression, type Expression } from "../../learning/recipe-expression";
import { RecipeError } from "../../learning/recipe-text";

const name = fc
  .string({ minLength: 1, maxLength: 12, unit: "binary" })
  .filter((text) => !(text.includes("'") && text.includes('"')));
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.record(
    { name, items: fc.array(tie("expression"), { minLength: 1, maxLength: 3 }), at: fc.constant(0) },
    { requiredKeys: ["name", "at"] },
  ),
}));
const shapeOf = ({ name, items }: Expression): unknown => [name, items?.map(shapeOf)];

describe("an expression of a recipe", () => {
  it("is read as it was printed, whatever its names are", () => {
    fc.assert(
      fc.property(expression, (made) =>
        assert.deepEqual(shapeOf(parseExpression(printExpression(made))), shapeOf(made)),
      ),
    );
  });

  it("is read, or refused by a RecipeError, whatever is written", () => {
    const marks = fc.constantFrom("(", ")", ",", "'", '"', "//", "\n", " ", "a", "5");
    const text = fc.array(fc.oneof(marks, fc.string()), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (source) => {
        try {
          parseExpression(source);
        } catch (error) {
          assert.ok(error instanceof RecipeError, String(error));
        }
      }),
    );
  });

  it("knows where each name stands", () => {
    const { at, items } = parseExpression("  f( 'a b',\n // not this\n g(hours-per-week, 3))");
    assert.deepEqual(
      [at, items!.map((item) => [item.name, item.at])],
      [
        2,
        [
          ["a b", 5],
          ["g", 26],
        ],
      ],
    );
  });
});
