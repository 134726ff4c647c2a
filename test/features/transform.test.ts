import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExtractError } from "../../features/extract";
import { insuranceNumber } from "../../features/insurance-number";
import { predictionRecord } from "../../features/schema";
import { transform, type Manifest } from "../../features/transform";
import { temporaryFolder } from "../temporary-folder";

describe("transform", () => {
  const folder = temporaryFolder();
  const build = () => join(folder(), "build");
  const run = (csv: string | Buffer): Promise<Manifest> => {
    const source = join(folder(), "extract.csv");
    writeFileSync(source, csv);
    return transform({ definition: insuranceNumber, source, folder: build() });
  };
  const features = () => readFileSync(join(build(), "features.csv"), "utf8");

  it("writes the features, with a header, missing digits empty", async () => {
    await run("number,policy\nW1-a,AETNA HMO\n");
    const empty = ",".repeat(20);
    const names = insuranceNumber.columns.map(({ name }) => name).join(",");
    assert.equal(features(), `policy,${names}\nAETNA HMO,3,${32 * 36 ** 2 + 36 + 10},32,1,10${empty}\n`);
  });

  it("keeps the manifest beside them: digest, rows, classes by frequency, columns, schema", async () => {
    const manifest = await run('number,policy\n1,B\n2,A\n3,"A"\n4,"C, with comma"\n');
    assert.deepEqual(JSON.parse(readFileSync(join(build(), "features.json"), "utf8")), manifest);
    assert.equal(manifest.rows, 4);
    assert.deepEqual(Object.entries(manifest.classes), [
      ["A", 2],
      ["B", 1],
      ["C, with comma", 1],
    ]);
    assert.equal(manifest.columns.length, 26);
    assert.equal(manifest.sha256, createHash("sha256").update(features()).digest("hex"));
    assert.match(features(), /\n"C, with comma",1,4,4,/);
  });

  it("makes Amazon ML's schema from the definition", async () => {
    const schema = JSON.parse((await run("number,policy\n1,A\n")).schema) as Record<string, unknown>;
    assert.deepEqual(schema, {
      version: "1.0",
      rowId: null,
      rowWeight: null,
      targetAttributeName: "policy",
      dataFormat: "CSV",
      dataFileContainsHeader: true,
      attributes: [
        { attributeName: "policy", attributeType: "CATEGORICAL" },
        ...insuranceNumber.columns.map(({ name }) => ({ attributeName: name, attributeType: "NUMERIC" })),
      ],
      excludedAttributeNames: [],
    });
  });

  it("makes the predictor's record as the file's row", async () => {
    await run("number,policy\nwxy 5678,A\n");
    const [names, cells] = features()
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const row = Object.fromEntries(
      names
        .map((name, i) => [name, cells[i]])
        .slice(1)
        .filter(([, cell]) => cell !== ""),
    );
    assert.deepEqual(predictionRecord(insuranceNumber, "WXY5678"), row);
  });

  it("gives the same digest for other row order, line ends, quoting, byte-order mark and column order", async () => {
    const { digest } = await run("number,policy\n1,A\n2,B\n");
    const same = [
      "number,policy\n2,B\n1,A\n",
      "number,policy\r\n1,A\r\n2,B",
      '"number","policy"\n"1","A"\n"2","B"\n',
      "\ufeffnumber,policy\n1,A\n2,B\n\n",
      "policy,number\nA,1\nB,2\n",
      "number,other,policy\n1,x,A\n2,y,B\n",
    ];
    for (const csv of same) assert.equal((await run(csv)).digest, digest, csv);
    for (const csv of ["number,policy\n1,A\n2,C\n", "number,policy\n1,A\n2,B\n2,B\n", "number,policy\n1,A\n3,B\n"]) {
      assert.notEqual((await run(csv)).digest, digest, csv);
    }
  });

  it("lists bad rows with line and reason, without the number, and writes nothing", async () => {
    const csv = "number,policy\n12345,A\nBAD*NUMBER,A\n777,\n8,A,extra\n9,B\n";
    await assert.rejects(run(csv), (error: Error) => {
      assert.ok(error instanceof ExtractError);
      assert.match(error.message, /3 bad rows in .*extract\.csv/);
      assert.match(error.message, /line 3: .*got '\*'/);
      assert.match(error.message, /line 4: the policy is empty/);
      assert.match(error.message, /line 5: expected 2 cells, got 3/);
      assert.doesNotMatch(error.message, /BAD|12345|777/);
      return true;
    });
    assert.deepEqual(readdirSync(build()), []);
  });

  it("shows the first 20 bad rows and counts the others", async () => {
    await assert.rejects(run(`number,policy\n${"*,A\n".repeat(50)}`), /50 bad rows[^]*line 21[^]*… and 30 more/);
  });

  it("refuses a file that is not there, empty, without rows, or without the columns", async () => {
    await assert.rejects(
      transform({ definition: insuranceNumber, source: "nowhere.csv", folder: build() }),
      /nowhere\.csv, got ENOENT.*ml-learn:source/,
    );
    await assert.rejects(run(""), /Expected rows/);
    await assert.rejects(run("number,policy\n"), /Expected rows/);
    await assert.rejects(run("nr,policy\n1,A\n"), /one column 'number'.*got none among 2 columns/);
    await assert.rejects(run("number,policy,number\n1,A,2\n"), /one column 'number'.*got two/);
    await assert.rejects(run('number,policy\n"1,A\n2,B\n'), /quote is not closed/);
  });

  it("shows no number of a file without a header, and refuses a label over two lines", async () => {
    await assert.rejects(run("W185101380,AETNA\n"), (error: Error) => !error.message.includes("W185101380"));
    await assert.rejects(run('number,policy\nA1,"AET\nNA"\n'), /line 3: the policy has a line end/);
  });

  it("leaves the old features alone when the new ones cannot be made", async () => {
    const { digest } = await run("number,policy\n1,A\n");
    await assert.rejects(run("number,policy\n*,A\n"));
    assert.equal((JSON.parse(readFileSync(join(build(), "features.json"), "utf8")) as Manifest).digest, digest);
    assert.ok(existsSync(join(build(), "features.csv")));
  });

  it("tells its progress", async () => {
    const source = join(folder(), "extract.csv");
    writeFileSync(source, `number,policy\n${"1,A\n".repeat(20_000)}`);
    const seen: number[] = [];
    await transform({ definition: insuranceNumber, source, folder: build(), onProgress: (rows) => seen.push(rows) });
    assert.deepEqual(seen, [10_000, 20_000]);
  });
});
