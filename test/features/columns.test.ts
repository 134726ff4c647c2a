import assert from "node:assert/strict";
import { binary, categorical, computed, numeric, text } from "../../features/columns";
import { BadValue, computeCells, type Feature } from "../../features/definition";

const cells = (feature: Feature, row: Record<string, string>) =>
  computeCells({ label: { name: "y", type: "CATEGORICAL" }, features: [feature], examples: [] }, row);

describe("columns", () => {
  it("take cells over as they are, empty ones too", () => {
    assert.deepEqual(cells(numeric("a", "b", "c"), { a: "1.50", b: "", c: "-2e3" }), ["1.50", "", "-2e3"]);
    assert.deepEqual(cells(categorical("a", "b"), { a: " NY ", b: "" }), [" NY ", ""]);
    assert.deepEqual(cells(binary("a", "b", "c"), { a: "Yes", b: "f", c: "" }), ["Yes", "f", ""]);
  });

  it("bring text onto one line: Amazon ML reads line by line", () => {
    assert.deepEqual(cells(text("a"), { a: "one\r\ntwo\n\nthree" }), ["one two three"]);
  });

  it("refuse cells of another type, by column, without the cell", () => {
    const bad: [Feature, RegExp][] = [
      [numeric("a"), /column 'a': expected a number, got 7 characters that are none/],
      [binary("a"), /column 'a': expected 1, yes, true or 0, no, false/],
      [computed("b", "NUMERIC", ["a"], ({ a }) => a), /column 'b': expected a number/],
      [computed("b", "BINARY", ["a"], ({ a }) => a), /column 'b': expected 1, yes/],
      [computed("b", "NUMERIC", ["a"], ({ a }) => Number(a)), /column 'b': expected a number/],
      [computed("b", "BINARY", ["a"], () => 7), /column 'b': expected 1, yes/],
      [
        computed("b", "NUMERIC", ["a"], () => 7n as never),
        /column 'b': expected its function to give text.*got bigint/,
      ],
      [
        computed("b", "NUMERIC", ["a"], ({ a }) => {
          throw new Error(a);
        }),
        /column 'b': its function failed \(Error\)/,
      ],
    ];
    for (const [feature, message] of bad)
      assert.throws(
        () => cells(feature, { a: "1,234.5" }),
        (error: Error) => error instanceof BadValue && message.test(error.message) && !error.message.includes("1,234"),
      );
  });

  it("are computed by plain functions of the columns that they name", () => {
    const isLong = computed("is_long", "BINARY", ["a", "b"], ({ a, b }) => a.length + b.length > 3);
    assert.deepEqual(isLong.from, ["a", "b"]);
    assert.deepEqual(cells(isLong, { a: "12", b: "34" }), ["1"]);
    assert.deepEqual(cells(isLong, { a: "1", b: "" }), ["0"]);
    const ratio = computed("ratio", "NUMERIC", ["a", "b"], ({ a, b }) =>
      b === "0" ? undefined : Number(a) / Number(b),
    );
    assert.deepEqual(cells(ratio, { a: "1", b: "8" }), ["0.125"]);
    assert.deepEqual(cells(ratio, { a: "1", b: "0" }), [""]);
  });

  it("know at compile time which columns a function may read", () => {
    // @ts-expect-error `c` is not among the columns that are named
    computed("x", "NUMERIC", ["a"], ({ c }) => c as string);
    // @ts-expect-error there is no such type
    computed("x", "NUMBER", ["a"], ({ a }) => a);
  });
});
