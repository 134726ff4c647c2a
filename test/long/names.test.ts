import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Clone } from "../integration/clone";

/** What JavaScript's objects, Pulumi's resources and Amazon ML's records have of their own, as names of the user's. */
const names = ["toString", "constructor", "hasOwnProperty", "length", "urn", "id"];

const definition = `import { categorical, numeric } from "../columns";
import { defineFeatures } from "../definition";

export default defineFeatures({
  label: { name: "valueOf", type: "CATEGORICAL" },
  features: [numeric("${names[0]}"), categorical(${names
    .slice(1)
    .map((name) => `"${name}"`)
    .join(", ")})],
  examples: [{ ${names.map((name) => `${name}: "1"`).join(", ")} }] as never,
});
`;

describe("columns and classes of any name", function () {
  this.timeout(180_000);
  const clone = new Clone();
  after(() => clone.remove());

  it("are learned, served and kept, like others", async () => {
    writeFileSync(join(clone.folder, "features", "definitions", "odd.ts"), definition);
    const classes = ["toString", "~toString", "id"];
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${classes[i % 3]},${(i % 3) + ((i * 7919) % 1000) / 4000},${["a", "b"][i % 2]},x,${i % 5},q,w`,
    );
    writeFileSync(join(clone.folder, "odd.csv"), ["valueOf," + names.join(","), ...rows, ""].join("\n"));
    const of = ["--stack", "odd"];
    const learn = () =>
      clone.run("npm", ["run", "-s", "ml:learn", "--", ...of, "--source", "odd.csv", "--definition", "odd"]);
    const first = await learn();
    assert.equal(first.status, 0, first.output);
    assert.match(first.output, /A new model was trained and serves: macro F1 /);
    const again = await learn();
    assert.match(again.output, /Nothing changed since the last run/);
    const record = ["toString=1.1", "constructor=a", "hasOwnProperty=x", "length=2", "urn=q", "id=w"];
    const { output } = await clone.run("npm", ["run", "-s", "predict", "--", ...of, ...record]);
    assert.match(output, /^ {2}1\. ~toString /m);
  });
});
