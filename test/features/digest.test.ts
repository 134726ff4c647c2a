import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { datasetDigest, FeaturesDigest, generationDigest, SEPARATOR, sha256Bytes } from "../../features/digest";

function digest(header: string[], rows: string[][]): string {
  const features = new FeaturesDigest(header);
  rows.forEach((row) => features.add(sha256Bytes(row.join(SEPARATOR))));
  return features.digest();
}

const header = ["policy", "length"];
const rows = [
  ["AETNA", "7"],
  ["UMR, GOLD", "8"],
  ["", "9"],
  ["AETNA", "7"],
];

describe("features digest", () => {
  it("does not see the order of rows", () => {
    assert.equal(digest(header, rows), digest(header, [...rows].reverse()));
  });

  it("sees a cell, a duplicate, a missing row and the header", () => {
    const changed = [
      digest(header, [["AETNA", "8"], ...rows.slice(1)]),
      digest(header, [...rows, rows[0]]),
      digest(header, rows.slice(1)),
      digest(["policy", "size"], rows),
      digest(["length", "policy"], rows),
      digest(header, [["AETNA7", ""], ...rows.slice(1)]),
    ];
    assert.equal(new Set([digest(header, rows), ...changed]).size, 7);
  });

  it("cannot be cancelled out by equal rows", () => {
    const twice = (row: string[]) => [row, row];
    assert.notEqual(digest(header, twice(["A", "1"])), digest(header, twice(["B", "1"])));
  });

  it("sums modulo 2^256 (300,000 equal rows)", () => {
    const features = new FeaturesDigest(header);
    const count = 300_000;
    const row = sha256Bytes("same");
    for (let i = 0; i < count; i++) features.add(row);
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    const sum = (BigInt(`0x${sha256("same")}`) * BigInt(count)) % 2n ** 256n;
    const text = `policy\u001flength\n${count}\n${sum.toString(16).padStart(64, "0")}`;
    assert.equal(Object.values(features.parts()).join("\n"), text);
    assert.equal(features.digest(), sha256(text));
  });
});

describe("data set and generation digests", () => {
  it("see features, schema and split; recipe, model type and parameters", () => {
    const digests = [
      datasetDigest("f", "s", "p"),
      datasetDigest("g", "s", "p"),
      datasetDigest("f", "t", "p"),
      datasetDigest("f", "s", "q"),
      generationDigest("d", "", "MULTICLASS", { a: "1" }),
      generationDigest("e", "", "MULTICLASS", { a: "1" }),
      generationDigest("d", "r", "MULTICLASS", { a: "1" }),
      generationDigest("d", "", "BINARY", { a: "1" }),
      generationDigest("d", "", "MULTICLASS", { a: "2" }),
    ];
    assert.equal(new Set(digests).size, digests.length);
  });

  it("do not see the order of the parameters", () => {
    assert.equal(
      generationDigest("d", "", "BINARY", { a: "1", b: "2" }),
      generationDigest("d", "", "BINARY", { b: "2", a: "1" }),
    );
  });
});
