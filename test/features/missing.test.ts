import assert from "node:assert/strict";
import { binary, categorical, numeric } from "../../features/columns";
import { warnings } from "../../features/manifest";
import { transforming } from "./transforming";

/** What a definition says of cells and rows that have no value, or look like others. */
describe("values that are missing or look alike", () => {
  const { features } = transforming();

  it("leaves rows without a label out when the definition says so, and counts them", async () => {
    const extract = "y,n,c\nA,1,x\n,2,x\n  ,3,x\nB,4,x\n";
    const { manifest, csv } = await features(extract, { unlabelled: "leave out" });
    assert.equal(csv, "y,n,c\nA,1,x\nB,4,x\n");
    assert.deepEqual(warnings(manifest, "y"), ["2 rows have no y: they are left out."]);
    await assert.rejects(
      features(extract),
      /extract\.csv, lines 3, 4: column 'y' is empty: .*To go on without such rows: `unlabelled: "leave out"`/,
    );
  });

  it("takes what is named as missing for that with blanks around it, and when it is normalised", async () => {
    const extract = "y,n,c\nA, NA,x\nB,1,NA \nA,2,\uff2e\uff21\nB,4,z\n";
    const features_ = [numeric("n", { missing: ["NA"] }), categorical("c", { missing: ["NA"], normalise: true })];
    const { csv } = await features(extract, { features: features_ });
    assert.equal(csv, "y,n,c\nA,,x\nB,1,\nA,2,\nB,4,z\n");
    await assert.rejects(
      features("y,n,c\n,1,x\n,2,x\n", { unlabelled: "leave out" }),
      /Expected rows under the header of the extract, got none \(2 rows without a y are left out\)/,
    );
  });

  it("takes blanks for no number, and what the definition names", async () => {
    const extract = "y,n,c\nA,1,x\nB,  ,x\nA,NA,?\nB,4,x\n";
    await assert.rejects(features(extract), /line 4: column 'n': expected a number/);
    const named = [numeric("n", { missing: ["NA"] }), categorical("c", { missing: ["?"] })];
    const { manifest, csv } = await features(extract, { features: named });
    assert.equal(csv, "y,n,c\nA,1,x\nB,,x\nA,,\nB,4,x\n");
    assert.deepEqual(
      manifest.profile.map(({ name, missing }) => [name, missing]),
      [
        ["y", 0],
        ["n", 2],
        ["c", 1],
      ],
    );
    const states = [binary("b", { missing: ["unknown"] })];
    const { csv: ofStates } = await features("y,b\nA,yes\nB,unknown\nA, \nB,0\n", {
      features: states,
      examples: [{ b: "1" }],
    });
    assert.equal(ofStates, "y,b\nA,yes\nB,\nA,\nB,0\n");
  });

  it("tells which classes look alike, with their rows, and of columns how many values do", async () => {
    // The second Café is of five characters, the é of two; a blank is behind the second A.
    const labels = ["A", "A ", "Caf\u00e9", "Cafe\u0301", "A", "B"];
    const extract = "y,n,c\n" + labels.map((label, i) => `${label},${i},${i % 2 ? "x" : " x"}\n`).join("");
    const { manifest } = await features(extract);
    assert.deepEqual(warnings(manifest, "y"), [
      '4 values of y look like 2, by blanks or letters that can\'t be told apart: "A" (2 rows) and "A " (1 row); "Cafe\\u{301}" (1 row) and "Café" (1 row). To make them one: `normalise` in the definition.',
      "2 values of c look like 1, by blanks or letters that can't be told apart. To make them one: `normalise` in the definition.",
    ]);
    const { manifest: one, csv } = await features(extract, {
      label: { name: "y", type: "CATEGORICAL", normalise: true },
      features: [numeric("n"), categorical("c", { normalise: true })],
    });
    assert.deepEqual(one.classes, { A: 3, Café: 2, B: 1 });
    assert.deepEqual(warnings(one, "y"), []);
    assert.doesNotMatch(csv, /, x/);
  });
});
