import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { columns, dataSchema, predictionRecord } from "../../features/schema";
import { categorical, numeric, text } from "../../features/columns";
import { ExtractError } from "../../features/extract/extract-error";
import type { Manifest } from "../../features/manifest";
import { transform } from "../../features/transform";
import { digestsOf } from "../../plan/digests";
import { engineOf } from "../../plan/engines/engines";
import { insuranceNumber, named, random, transforming } from "./transforming";
import { layout } from "../../plan/engines/amazon-ml/layout";

/** Its draw has both classes among the few rows to learn from, and a row held out. */
const STABLE_SEED = "d";

describe("transform", () => {
  const { folder, run } = transforming();
  const build = () => join(folder(), "build");
  const features = (file = "features.csv") => readFileSync(join(build(), file), "utf8");

  it("writes the features, with a header, missing digits empty", async () => {
    await run("number,policy\nW1-a,AETNA HMO\n2,UMR\n");
    const empty = ",".repeat(20);
    const names = columns(insuranceNumber).map(({ name }) => name);
    assert.deepEqual(names.slice(0, 4), ["policy", "length", "base_10", "digit_1"]);
    assert.equal(
      features(),
      `${names.join(",")}\nAETNA HMO,3,${32 * 36 ** 2 + 36 + 10},32,1,10${empty}\nUMR,1,2,2,,${empty}\n`,
    );
  });

  it("refuses an extract that changes while it is read, and keeps nothing of it", async () => {
    mkdirSync(folder(), { recursive: true });
    const file = join(folder(), "extract.csv");
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},${"AB"[i % 2]}`);
    writeFileSync(file, ["number,policy", ...rows].join("\n"));
    let isChanged = false;
    const onProgress = () => {
      if (!isChanged) appendFileSync(file, "\n9,Z");
      isChanged = true;
    };
    const options = {
      definition: insuranceNumber,
      files: [file],
      holdOut: random,
      layout,
      folder: join(folder(), "build"),
    };
    await assert.rejects(transform({ ...options, onProgress }), /to stay as it is while it is read, got a change/);
    assert.deepEqual(readdirSync(join(folder(), "build")), []);
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
    assert.equal(manifest.schema, dataSchema(insuranceNumber));
    assert.deepEqual(manifest.files, {
      "features.csv": {
        rows: 4,
        sizeInBytes: features().length,
        sha256: createHash("sha256").update(features()).digest("hex"),
      },
    });
    assert.match(features(), /\n"C, with comma",1,4,4,/);
  });

  it("quotes what needs it, and keeps it one cell for the digest", async () => {
    const definition = named({
      label: { name: "y", type: "CATEGORICAL" },
      features: [categorical("a"), text("b")],
      examples: [{ a: "", b: "" }],
    });
    await run('y,a,b\n"say ""yes""","x,y","a ""b"", c"\n1,,"two\r\nlines"\n', { definition });
    assert.equal(features(), 'y,a,b\n"say ""yes""","x,y","a ""b"", c"\n1,,two lines\n');
  });

  it("makes the predictor's record as the file's row", async () => {
    await run("number,policy\nwxy 5678,A\n1,B\n");
    const [names, cells] = features()
      .split("\n")
      .map((line) => line.split(","));
    const row: unknown = Object.fromEntries(
      names
        .map((name, i) => [name, cells[i]])
        .slice(1)
        .filter(([, cell]) => cell !== ""),
    );
    assert.deepEqual(predictionRecord(insuranceNumber, { number: "WXY5678" }), row);
  });

  it("reads several files as one, gzipped ones too, each by its own header", async () => {
    const { digest, classes } = await run("number,policy\n1,A\n2,B\n3,A\n");
    assert.deepEqual(classes, { A: 2, B: 1 });
    const parts = { "a.csv": "policy,number\nA,1\n", "b.csv.gz": gzipSync("number,policy,more\n2,B,x\n3,A,y\n") };
    assert.equal((await run(parts)).digest, digest);
  });

  it("agrees with another implementation of the digests, also for a stable split", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${(i * 7919).toString(36)},"P ${i % 7}, ünï"`);
    const settings = {
      trainingPercent: 60,
      splitSeed: "séed",
      recipe: "",
      parameters: { b: "2", a: "1" },
      defaults: [],
    };
    for (const holdOut of [random, { strategy: "stable", trainingPercent: 60, seed: "séed" } as const]) {
      const manifest = await run(["number,policy", ...rows].join("\n"), { holdOut });
      const { dataset, generation, splitIdentity, modelType } = digestsOf(engineOf({}), manifest, insuranceNumber, {
        ...settings,
        holdOut,
      });
      const input = JSON.stringify({
        ...settings,
        schema: manifest.schema,
        split: splitIdentity,
        modelType,
        ...(holdOut.strategy === "stable" && { seed: holdOut.seed }),
      });
      const files = Object.keys(manifest.files).map((file) => join(build(), file));
      const output = execFileSync("python3", ["test/features/digests.py", ...files], { input, encoding: "utf8" });
      const { training, ...digests } = JSON.parse(output) as { training?: boolean[][] };
      assert.deepEqual(digests, { features: manifest.digest, dataset, generation });
      if (holdOut.strategy === "stable") {
        assert.ok(training!.every((sides) => sides.length > 0));
        assert.deepEqual(
          training!.map((sides) => new Set(sides)),
          [new Set([true]), new Set([false])],
        );
      }
    }
  });

  it("does not work again when nothing changed that makes a difference, and does when something did", async () => {
    const csv = "number,policy\n1,A\n2,B\n";
    await run(csv);
    const file = join(folder(), "extract.csv");
    /** How many rows are read. */
    const again = async (holdOut: Parameters<typeof transform>[0]["holdOut"] = random) => {
      let read = 0;
      const onProgress = (rows: number) => (read = rows);
      const how = { definition: insuranceNumber, layout, files: [file], holdOut, folder: build(), onProgress };
      await transform(how);
      return read;
    };
    utimesSync(file, new Date(0), new Date(0));
    assert.equal(await again(), 0);
    // Someone edits the features, or loses them.
    appendFileSync(join(build(), "features.csv"), "A,1\n");
    assert.equal(await again(), 2);
    writeFileSync(join(build(), "features.json"), "{ cut o");
    assert.equal(await again(), 2);
    appendFileSync(file, "3,A\n");
    assert.equal(await again(), 3);
    await again({ strategy: "stable", trainingPercent: 80, seed: STABLE_SEED });
    assert.deepEqual(readdirSync(build()).sort(), ["evaluation.csv", "features.json", "training.csv"]);
  });

  it("lists bad rows with line, column and reason, without the number, and writes nothing", async () => {
    const csv = "number,policy\n12345,A\nBAD*NUMBER,A\n777,\n8,A,extra\n9,B\n";
    await assert.rejects(run(csv), (error: Error) => {
      assert.ok(error instanceof ExtractError);
      assert.match(error.message, /^3 bad rows/);
      assert.match(error.message, /extract\.csv, line 3: column 'number': .*another character at place/);
      assert.match(error.message, /line 4: column 'policy' is empty/);
      assert.match(error.message, /line 5: expected 2 cells, got 3/);
      assert.doesNotMatch(error.message, /BAD|12345|777/);
      return true;
    });
    assert.deepEqual(readdirSync(build()), []);
  });

  it("shows what is wrong once, with the first lines, and counts the others", async () => {
    await assert.rejects(run(`number,policy\n${"*,A\n".repeat(50)}`), /50 bad rows[^]*lines 2, 3, 4 and 47 more: col/);
  });

  it("leaves the old features alone when the new ones cannot be made", async () => {
    const { digest } = await run("number,policy\n1,A\n2,B\n");
    const before = features();
    await assert.rejects(run("number,policy\n*,A\n"));
    assert.equal((JSON.parse(readFileSync(join(build(), "features.json"), "utf8")) as Manifest).digest, digest);
    assert.equal(features(), before);
    assert.deepEqual(readdirSync(build()).sort(), ["features.csv", "features.json"]);
  });

  it("leaves the old features alone, and says why, when the disk is full", async () => {
    const { digest } = await run("number,policy\n1,A\n2,B\n");
    const extract = join(folder(), "large.csv");
    writeFileSync(extract, "number,policy\n" + Array.from({ length: 5000 }, (_, i) => `${i},P${i % 3}\n`).join(""));
    const program = `
      const { transform } = require("./features/transform.ts");
      const { layout } = require("./plan/engines/amazon-ml/layout.ts");
      const { loadDefinition } = require("./features/load-definition.ts");
      const [file, folder] = process.argv.slice(1);
      transform({ definition: loadDefinition("insurance-number"), files: [file], holdOut: { strategy: "random" }, layout, folder })
        .then(() => console.log("done"), (error) => console.log(error.message));`;
    // A limit on the size of files stands in for a disk: 100 blocks of 512 bytes or 1 KiB.
    const output = execFileSync(
      "sh",
      [
        "-c",
        `ulimit -f 100; exec "$0" --require tsx/cjs -e "$1" "$2" "$3"`,
        process.execPath,
        program,
        extract,
        build(),
      ],
      { encoding: "utf8" },
    );
    assert.match(output, /^The features cannot be written to .*build: EFBIG.*Make room and run again\.$/m);
    assert.equal((JSON.parse(readFileSync(join(build(), "features.json"), "utf8")) as Manifest).digest, digest);
    assert.deepEqual(readdirSync(build()).sort(), ["features.csv", "features.json"]);
  });

  it("removes what a run that was killed left behind, and nothing of one that goes on", async () => {
    const dead = execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();
    for (const pid of [dead, process.ppid]) mkdirSync(join(build(), `.transform-${pid}`), { recursive: true });
    await run("number,policy\n1,A\n2,B\n");
    assert.deepEqual(readdirSync(build()).sort(), [`.transform-${process.ppid}`, "features.csv", "features.json"]);
  });

  it("tells its progress", async () => {
    const extract = join(folder(), "extract.csv");
    writeFileSync(extract, `number,policy\n${"1,A\n2,B\n".repeat(500)}`);
    const seen: number[] = [];
    const onProgress = (rows: number) => seen.push(rows);
    await transform({
      definition: insuranceNumber,
      files: [extract],
      holdOut: random,
      layout,
      folder: build(),
      onProgress,
    });
    assert.equal(seen.at(-1), 1000);
    assert.ok(seen.length > 1);
  });

  it("takes the row id over and does not compare by it", async () => {
    const definition = named({
      label: { name: "y", type: "CATEGORICAL" },
      rowId: "id",
      features: [numeric("a")],
      examples: [{ a: "1" }],
    });
    const { schema, ambiguous } = await run("a,id,y\n1,r1,A\n1,r2,B\n2,r3,A\n", { definition });
    assert.equal(features(), "y,id,a\nA,r1,1\nB,r2,1\nA,r3,2\n");
    assert.equal((JSON.parse(schema) as { rowId: string }).rowId, "id");
    assert.deepEqual(ambiguous, { features: 1, rows: 2 });
  });
});
