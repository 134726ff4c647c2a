import assert from "node:assert/strict";
import { categorical, numeric } from "../../features/columns";
import { separatedBy } from "../../features/manifest";
import { rowOfJson } from "../../predictor/json-row";
import { definitionWith, transforming } from "./transforming";

describe("CSV of other countries and tools", () => {
  const { features } = transforming();
  const wanted = "y,n,c\nA,1,x\nB,2,z\n";

  for (const [sign, name] of [
    [";", "semicolons"],
    ["\t", "tabs"],
    ["|", "bars"],
  ])
    it(`is found to be separated by ${name}, which is said`, async () => {
      const { manifest, csv } = await features(wanted.replaceAll(",", sign));
      assert.equal(csv, wanted);
      assert.equal(separatedBy(manifest), `, separated by ${name}`);
    });

  it("is separated by what the definition names", async () => {
    const { manifest, csv } = await features(wanted.replaceAll(",", "^"), { delimiter: "^" });
    assert.equal(csv, wanted);
    assert.equal(separatedBy(manifest), ", separated by '^'");
  });

  it("may be separated otherwise in each file of a folder", async () => {
    const { manifest, csv } = await features({ "a.csv": "y,n,c\nA,1,x\n", "b.csv": "c;n;y\nz;2;B\n" });
    assert.equal(csv, wanted);
    assert.equal(separatedBy(manifest), ", separated by semicolons and commas");
  });

  it("has decimal commas where the definition says so, and a hint where it does not", async () => {
    const extract = "y;n;c\nA;1,5;x\nB;-2;z\n";
    await assert.rejects(
      features(extract),
      /line 2: column 'n': expected a number, .* for a decimal comma, `decimal: ","` in the definition/,
    );
    const withComma = [numeric("n", { decimal: "," }), categorical("c")];
    assert.equal((await features(extract, { features: withComma })).csv, "y,n,c\nA,1.5,x\nB,-2,z\n");
    await assert.rejects(
      features("y;n;c\nA;1.500;x\n", { features: withComma }),
      /line 2: column 'n': expected a number with a decimal comma, got one with a point/,
    );
    const price = { label: { name: "y", type: "NUMERIC", decimal: "," } as const, features: [numeric("n")] };
    assert.equal((await features("y;n\n1,5;1\n2,5;2\n", price)).csv, "y,n\n1.5,1\n2.5,2\n");
  });

  it("asks JSON for no decimal comma", () => {
    const commas = definitionWith({ features: [numeric("n", { decimal: "," }), categorical("c")] });
    assert.deepEqual(rowOfJson(commas, { n: 1.5, c: "x" }), { n: "1,5", c: "x" });
  });
});
