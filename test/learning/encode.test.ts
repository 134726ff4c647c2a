import assert from "node:assert/strict";
import { Encoder, fitColumns } from "../../learning/encode";
import type { Transformation } from "../../learning/recipe";

const fit = (transformation: object, cells: string[]) =>
  new Encoder(
    fitColumns(
      [{ attribute: 0, ...transformation } as Transformation],
      cells.map((cell) => [cell]),
    ),
  );
const encode = (encoder: Encoder, cell: string) => {
  encoder.encode([cell]);
  // Without the bias, which is in every row.
  return encoder.indices.slice(1, encoder.count).map((index, i) => [index, encoder.values[i + 1]]);
};

describe("encode", () => {
  it("puts the bias into every row", () => {
    const encoder = fit({ kind: "categorical" }, ["a"]);
    encoder.encode(["unseen"]);
    assert.deepEqual([encoder.count, encoder.indices[0], encoder.values[0]], [1, 0, 1]);
  });

  it("gives each category a feature, and one that training never saw none", () => {
    const encoder = fit({ kind: "categorical" }, ["a", "b", "a", ""]);
    assert.deepEqual(
      ["a", "b", "", "c"].map((cell) => encode(encoder, cell)),
      [[[1, 1]], [[2, 1]], [[3, 1]], []],
    );
    assert.equal(encoder.size, 4);
  });

  it("bins numbers by the training rows' quantiles, edges included below", () => {
    const encoder = fit({ kind: "quantile_bin", bins: 5 }, ["10", "20", "30", "40", "50", "60"]);
    // Edges 20, 30, 40, 50: numpy's quantile(method="lower") of the same numbers.
    assert.deepEqual(
      ["-5", "20", "20.1", "50", "99"].map((cell) => encode(encoder, cell)[0][0]),
      [1, 1, 2, 4, 5],
    );
  });

  it("merges equal edges", () => {
    const encoder = fit({ kind: "quantile_bin", bins: 10 }, ["0", "0", "0", "0", "0", "0", "0", "0", "0", "1"]);
    assert.equal(encoder.size, 1 + 1 + 2);
  });

  it("gives a missing number a bin of its own, not zero's", () => {
    const encoder = fit({ kind: "quantile_bin", bins: 5 }, ["0", "1", "2", "3", "", "x"]);
    assert.deepEqual(encode(encoder, ""), encode(encoder, "not a number"));
    assert.notDeepEqual(encode(encoder, ""), encode(encoder, "0"));
  });

  it("normalises to mean 0 and deviation 1, and does not divide by zero", () => {
    const encoder = fit({ kind: "normalize" }, ["1", "3", ""]);
    assert.deepEqual(encode(encoder, "3"), [[1, 1]]);
    assert.deepEqual(encode(encoder, ""), [[2, 1]]);
    assert.deepEqual(encode(fit({ kind: "normalize" }, ["5", "5"]), "5"), [[1, 0]]);
  });

  it("takes text as a set of words, and BINARY in all its spellings", () => {
    assert.deepEqual(encode(fit({ kind: "text" }, ["big cat", "cat"]), "cat cat dog big"), [
      [2, 1],
      [1, 1],
    ]);
    const binary = fit({ kind: "binary" }, ["1", "0"]);
    assert.deepEqual(
      ["Yes", "0", ""].map((cell) => encode(binary, cell)),
      [[[1, 1]], [], []],
    );
  });

  it("gives each product of bins and other tokens a feature, the edges being those of all rows", () => {
    const of: Transformation[] = [
      { kind: "quantile_bin", attribute: 0, bins: 5 },
      { kind: "categorical", attribute: 1 },
    ];
    const rows = ["1,a", "2,a", "3,b", "4,b", "5,a", "6,b"].map((row) => row.split(","));
    const encoder = new Encoder(fitColumns([{ kind: "cartesian", of }], rows));
    const feature = (...cells: string[]) => {
      encoder.encode(cells);
      return encoder.indices.slice(1, encoder.count);
    };
    assert.deepEqual(feature("1.5", "a"), feature("2", "a"));
    assert.notDeepEqual(feature("1.5", "a"), feature("5", "a"));
    assert.deepEqual(feature("1", "b"), []);
    assert.equal(encoder.size, 1 + new Set(rows.map((row) => feature(...row)[0])).size);
  });

  it("keeps the most frequent tokens when there are too many", () => {
    const cells = ["a b c", "b c", "c d", "e"].map((cell) => [cell]);
    const [column] = fitColumns([{ kind: "text", attribute: 0 }], cells, 2);
    assert.deepEqual(column.tokens, ["b", "c"]);
  });
});
