import assert from "node:assert/strict";
import { warnings } from "../../features/manifest";
import { insuranceNumber, named, transforming } from "./transforming";

describe("rare classes", () => {
  const { run } = transforming();
  const csv =
    "number,policy\n" + ["A", "B", "A", "C", "B", "A", "D", "D"].map((label, i) => `${i},${label}\n`).join("");
  const minimum = (rareClasses: "Other" | "leave out", minimumExamplesPerClass = 3) =>
    named({ ...insuranceNumber, minimumExamplesPerClass, rareClasses });

  it("become one class Other", async () => {
    const manifest = await run(csv, { definition: minimum("Other") });
    assert.deepEqual(manifest.classes, { Other: 5, A: 3 });
    assert.equal(manifest.rows, 8);
    assert.deepEqual(warnings(manifest, "policy"), [
      "3 classes are rare, with 5 rows in all: they are in the class Other.",
    ]);
  });

  it("are left out", async () => {
    const manifest = await run(csv, { definition: minimum("leave out", 2) });
    assert.deepEqual(manifest.classes, { A: 3, B: 2, D: 2 });
    assert.deepEqual([manifest.rows, manifest.rare], [7, { classes: 1, rows: 1, became: "leave out" }]);
    assert.deepEqual(warnings(manifest, "policy"), ["1 class is rare, with 1 row in all: they are left out."]);
  });

  it("are said to be left out also where a class is called Other, and where nothing is left", async () => {
    const manifest = await run(csv.replaceAll(",A", ",Other"), { definition: minimum("leave out", 2) });
    assert.match(warnings(manifest, "policy")[0], /they are left out/);
    await assert.rejects(
      run("number,policy\n1,A\n2,B\n3,C\n", { definition: minimum("leave out") }),
      /Expected rows .*got none \(3 rows of rare classes are left out\)/,
    );
    await assert.rejects(
      run("number,policy\n1,A\n2,A\n3,A\n4,B\n", { definition: minimum("leave out") }),
      /got one and the same in all 3 rows \(1 rows of rare classes are left out\)/,
    );
  });

  it("stay as they are without a minimum, and are none with one that all have", async () => {
    const all = { A: 3, B: 2, D: 2, C: 1 };
    assert.deepEqual((await run(csv)).classes, all);
    const { classes, rare } = await run(csv.replace("C\n", "A\n"), { definition: minimum("Other", 2) });
    assert.deepEqual(
      [classes, rare],
      [
        { A: 4, B: 2, D: 2 },
        { classes: 0, rows: 0 },
      ],
    );
  });

  it("are counted over all files, and make another digest", async () => {
    const [header, ...rows] = csv.trimEnd().split("\n");
    const parts = { "a.csv": [header, ...rows.slice(0, 4)].join("\n"), "b.csv": [header, ...rows.slice(4)].join("\n") };
    const whole = await run(csv, { definition: minimum("Other") });
    assert.equal((await run(parts, { definition: minimum("Other") })).digest, whole.digest);
    assert.notEqual((await run(csv)).digest, whole.digest);
  });

  it("bring thousands of classes under the service's limit", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},P${i % 2 ? i % 10 : i}\n`);
    const { classes } = await run("number,policy\n" + rows.join(""), { definition: minimum("Other") });
    assert.deepEqual(Object.keys(classes), ["Other", "P1", "P3", "P5", "P7", "P9"]);
  });
});
