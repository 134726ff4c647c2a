import assert from "node:assert/strict";
import type { Transformation } from "../../learning/recipe";
import { binOf, tokensOf, type TokenColumn } from "../../learning/tokens";

const tokens = (column: object, ...cells: string[]) => tokensOf({ attribute: 0, ...column } as TokenColumn, cells);

/** The examples of the Developer Guide, "Data Transformations Reference". */
describe("tokens", () => {
  it("of a text are its words, each once, case and punctuation kept", () => {
    assert.deepEqual(tokens({ kind: "text" }, "  The the cat, the\tcat, "), ["The", "the", "cat,"]);
  });

  it("of ngram are all sequences of up to so many words", () => {
    assert.deepEqual(tokens({ kind: "ngram", size: 2 }, "a b c").sort(), ["a", "a b", "b", "b c", "c"]);
    assert.deepEqual(tokens({ kind: "ngram", size: 3 }, "to be or to be"), [
      ...["to", "to be", "to be or", "be", "be or", "be or to", "or", "or to", "or to be"],
    ]);
    assert.deepEqual(tokens({ kind: "ngram", size: 2 }, " "), []);
  });

  it("of osb are pairs in a window, with an underscore more for each word between", () => {
    assert.deepEqual(tokens({ kind: "osb", size: 4 }, "The quick brown fox jumps"), [
      ...["The_quick", "The__brown", "The___fox", "quick_brown", "quick__fox", "quick___jumps"],
      ...["brown_fox", "brown__jumps", "fox_jumps"],
    ]);
  });

  it("lose the punctuation at their ends, and what is nothing else, and their capitals", () => {
    const text = 'Welcome to AML - please fasten your "seat-belts"! $5 «né» 3.5';
    assert.deepEqual(tokens({ kind: "text", steps: ["no_punct", "lowercase"] }, text), [
      ...["welcome", "to", "aml", "please", "fasten", "your", "seat-belts", "5", "né", "3.5"],
    ]);
  });

  it("of cartesian are all pairs, and tell pairs apart that look alike", () => {
    const of: Transformation[] = [
      { kind: "text", attribute: 0 },
      { kind: "categorical", attribute: 1 },
    ];
    assert.equal(tokens({ kind: "cartesian", of }, "Economics Principles", "Hardcover").length, 2);
    assert.notDeepEqual(tokens({ kind: "cartesian", of }, "a_b", "c"), tokens({ kind: "cartesian", of }, "a", "b_c"));
    assert.deepEqual(tokens({ kind: "cartesian", of: [of[1], { kind: "binary", attribute: 0 }] }, "?", "x"), []);
  });

  it("of two long texts stay few enough to be kept", () => {
    const of = [0, 1].map((attribute): Transformation => ({ kind: "text", attribute }));
    const long = Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(" ");
    assert.ok(tokens({ kind: "cartesian", of }, long, long).length <= 40_000);
  });

  it("of bins are those up to an edge, the edge included, and one for what is missing", () => {
    assert.deepEqual(
      [-5, 1, 1.5, 2, 9, NaN].map((number) => binOf([1, 2], number)),
      [0, 0, 1, 1, 2, 3],
    );
  });
});
