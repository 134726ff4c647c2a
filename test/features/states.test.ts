import assert from "node:assert/strict";
import { binary, numeric } from "../../features/columns";
import type { FeatureDefinition } from "../../features/definition";
import { hint, warnings } from "../../features/manifest";
import { rowOfJson } from "../../predictor/json-row";
import { definitionWith, transforming } from "./transforming";

describe("two states by other names", () => {
  const tools = transforming();
  const diagnosis = { name: "diagnosis", type: "BINARY", yes: "malignant" } as const;
  const own = { label: diagnosis, features: [numeric("n")] };
  const features = (extract: string, changes: Partial<FeatureDefinition> = {}) =>
    tools.features(extract, { ...own, ...changes });

  it("are 1 and 0 for the service, of the label and of columns", async () => {
    const { manifest, csv } = await features("diagnosis,n,smokes\nbenign,1,y\nmalignant,2,n\nbenign ,3,\n", {
      features: [numeric("n"), binary("smokes", { yes: "y", no: "n" })],
    });
    assert.equal(csv, "diagnosis,n,smokes\n0,1,1\n1,2,0\n0,3,\n");
    assert.deepEqual(manifest.classes, { "0": 2, "1": 1 });
    assert.deepEqual(warnings(manifest, "diagnosis"), []);
  });

  it("are told when several values count as no, and refused when no has a name", async () => {
    const extract = "diagnosis,n\nbenign,1\nmalignant,2\nBenign,3\nbenign,4\n";
    const { manifest } = await features(extract);
    assert.deepEqual(warnings(manifest, "diagnosis"), [
      '2 values of diagnosis count as no: "benign" (2 rows), "Benign" (1 row). Name the one that is meant, `no` in the definition, to refuse others.',
    ]);
    await assert.rejects(
      features(extract, { label: { ...diagnosis, no: "benign" } }),
      /line 4: column 'diagnosis': expected 'malignant' or 'benign', got neither/,
    );
  });

  it("are hinted at where they have no name", async () => {
    await assert.rejects(
      features("diagnosis,n\nbenign,1\nmalignant,2\n", { label: { name: "diagnosis", type: "BINARY" } }),
      /Seen as labels: 'benign' and 'malignant'\. Say in the definition which is 1, `yes: "benign"`; more than two/,
    );
    const label = { name: "diagnosis", type: "CATEGORICAL" } as const;
    const { manifest } = await features("diagnosis,n\nbenign,1\nbenign,3\nmalignant,2\n", { label });
    assert.equal(
      hint(manifest, label),
      'diagnosis has two classes: of the type BINARY, with `yes: "malignant"`, its model would have a threshold and a curve.',
    );
  });

  it("are true and false in JSON", () => {
    const smoker = definitionWith({ ...own, features: [binary("smokes", { yes: "y", no: "n" })] });
    assert.deepEqual(rowOfJson(smoker, { smokes: true }), { smokes: "y" });
    assert.deepEqual(rowOfJson(smoker, { smokes: false }), { smokes: "n" });
  });
});
