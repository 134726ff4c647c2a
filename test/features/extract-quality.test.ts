import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { categorical, computed, numeric, text } from "../../features/columns";
import { ExtractError } from "../../features/extract/extract-error";
import { warnings } from "../../features/manifest";
import { randomFrom } from "../../learning/random";
import { digestsOf } from "../../plan/digests";
import { engineOf } from "../../plan/engines/engines";
import { insuranceNumber, named, random, transforming } from "./transforming";

const mixed = named({
  label: { name: "y", type: "CATEGORICAL" },
  features: [numeric("n"), categorical("c"), text("t")],
  examples: [{ n: "1", c: "x", t: "some words" }],
});
const settings = { holdOut: random, trainingPercent: 70, splitSeed: "s", recipe: "", parameters: {}, defaults: [] };

type Extract = Parameters<ReturnType<typeof transforming>["run"]>[0];

const states = named({ ...mixed, label: { name: "y", type: "BINARY" } });
const failing = named({
  label: { name: "y", type: "CATEGORICAL" },
  features: [computed("big", "NUMERIC", ["n"], ({ n }) => String(BigInt(n)))],
  examples: [{ n: "1" }],
});

const slipping = named({
  label: { name: "y", type: "CATEGORICAL" },
  features: [computed("day", "CATEGORICAL", ["c"], ({ c }) => String(new Date(c).getUTCDay()))],
  examples: [{ c: "2026-11-20" }],
});

/** Each is refused before money is spent, with a message that says where, what was expected and what came. */
const corrupt: [name: string, extract: Extract, message: RegExp, definition?: typeof mixed][] = [
  ["an empty file", "", /extract\.csv: expected a header .* got an empty file/],
  ["a header and no rows", "number,policy\n", /Expected rows under the header/],
  ["no header", "W1,A\nW2,B\n", /line 1: expected the columns 'policy', 'number', .*Is the header missing\?/],
  ["the header again", "number,policy\n1,A\nnumber,policy\n2,B\n", /line 3: the header again/],
  [
    "a file that was joined behind a byte-order mark",
    "number,policy\n1,A\n\ufeffnumber,policy\n2,B\n",
    /line 3: files were joined/,
  ],
  [
    "semicolons between other names",
    "nr;kind\n1;A\n",
    /line 1: .*It is separated by semicolons, and none of the names is there\./,
  ],
  ["semicolons, and one name that is missing", "number;kind\n1;A\n", /line 1: .*none named 'policy' among 2/],
  [
    "a header in capitals",
    "NUMBER,POLICY\n1,A\n",
    /line 1: .*Blanks and case of a name count: look at 'policy', 'number'/,
  ],
  ["an Excel file", Buffer.from("504b03041400060008000000", "hex"), /got a ZIP or Excel file\. Unpack it, or save/],
  ["UTF-32", Buffer.from("fffe00006e000000", "hex"), /got UTF-32\. Save the file as UTF-8/],
  ["JSON", '[{"number": "1"}]', /got JSON\. Save it as CSV/],
  ["an error page", "<!DOCTYPE html><title>503</title>", /got HTML or XML\. Is it an error page/],
  ["one class, whose name is not shown", "number,policy\n1,SECRET\n2,SECRET\n", /got one and the same in all 2 rows$/],
  [
    "a category of a slip",
    "y,c\na,2026-11-20\nb,soon\n",
    /line 3: column 'day': expected its function to give a value, got NaN of the column c/,
    slipping,
  ],
  ["a column named twice", "number,policy,number\n1,A,2\n", /line 1: expected one column 'number', .* columns 1 and 3/],
  ["a column missing", "nr,policy\n1,A\n", /line 1: .*none named 'number' among 2/],
  ["a column in another case", "Number,policy\n1,A\n", /line 1: .*Blanks and case of a name count: look at 'number'/],
  ["a cell too many", "number,policy\n1,A\n2,B,C\n", /line 3: expected 2 cells, got 3/],
  ["a cell too few", "number,policy\n1,A\n2\n", /line 3: expected 2 cells, got 1/],
  [
    "Latin-1",
    Buffer.from("number,policy\n1,A\n\n2,Müller\n", "latin1"),
    /line 4, column 'policy': expected UTF-8, got other bytes/,
  ],
  ["a NUL after \\r line ends", "number,policy\r1,A\r2,B\0\r3,A\r", /line 3, column 'policy': .*got a NUL character/],
  ["UTF-16", Buffer.from("\ufeffnumber,policy\n1,A\n", "utf16le"), /got UTF-16\. Save the file as UTF-8/],
  ["a NUL", "number,policy\n1,A\n2,B\0\n", /line 3, column 'policy': .*got a NUL character/],
  ["a quote not closed", 'number,policy\n1,A\n"2,B\n3,A\n', /line 3, column 'number': expected a closing quote/],
  ["a quote inside of a cell", 'number,policy\n1,A\n2,B "x"\n', /line 3, column 'policy': expected quotes around/],
  ["a number too long", `number,policy\n1,A\n${"1".repeat(24)},B\n`, /line 3: column 'number': .*at most 23 .*got 24/],
  [
    "a strange character",
    "number,policy\n1,A\n2_3,B\n",
    /line 3: column 'number': expected digits.*another character at place 2/,
  ],
  ["an empty number", "number,policy\n1,A\n,B\n", /line 3: column 'number' is empty/],
  ["an empty label", "number,policy\n1,A\n2,\n", /line 3: column 'policy' is empty/],
  ["a class that JavaScript loses", "number,policy\n1,A\n2,__proto__\n", /line 3: column 'policy': .*than __proto__/],
  ["a label on two lines", 'number,policy\n1,A\n2,"B\nC"\n', /line 3: column 'policy': expected text on one line/],
  [
    "one class only",
    "number,policy\n1,A\n2,A\n",
    /column 'policy': expected at least 2 classes .*one and the same in all 2 rows/,
  ],
  [
    "more than 100 classes",
    "number,policy\n" + Array.from({ length: 101 }, (_, i) => `${i},P${i}\n`).join(""),
    /column 'policy': expected at most 100 classes, got 101, 101 of them with fewer than 10 rows\. Set minimumExamplesPerClass/,
  ],
  [
    "a row over 100 KB",
    `y,n,c,t\nA,1,x,short\nB,2,x,${"long ".repeat(21_000)}\n`,
    /line 3: column 't' has 105,000 bytes: expected at most 100 KB in a row/,
    mixed,
  ],
  [
    "a row over 100 KB once its quotes are written twice",
    `y,n,c,t\nA,1,x,"${'""'.repeat(60_000)}"\nB,2,x,${"long ".repeat(6_000)}\n`,
    /line 2: column 't' has 60,000 bytes: expected at most 100 KB in a row, got 120,/,
    mixed,
  ],
  [
    "two states in one spelling or another, all the same",
    "y,n,c,t\nyes,1,x,w\n1,2,x,w\nTrue,3,x,w\n",
    /at least 2 classes .* got one and the same in all 3 rows/,
    states,
  ],
  [
    "a function that fails",
    "y,n\nA,1\nB,W185101380\n",
    /line 3: column 'big': its function failed \(SyntaxError\)$/m,
    failing,
  ],
  ["no value in a column", "y,n,c,t\nA,,x,w\nB,,x,w\n", /column 'n': expected values, got none in all 2 rows/, mixed],
  ["a word for a number", "y,n,c,t\nA,1,x,w\nB,none,x,w\n", /line 3: column 'n': expected a number, got 4/, mixed],
  ["the digest's separator", "y,n,c,t\nA,1,x,w\nB,2,x\u001fy,w\n", /line 3: column 'c': .*a control character/, mixed],
  ["a gzip file that is cut off", gzipSync("number,policy\n1,A\n2,B\n").subarray(0, 30), /a whole gzip file/],
  [
    "a second file without the column",
    { "a.csv": "number,policy\n1,A\n", "b.csv": "n,policy\n2,B\n" },
    /b\.csv, line 1/,
  ],
];

const base = ["number,policy", "wxy-5678,AETNA HMO", "800000001,UMR", '1A2,"A, B"', "0042,CIGNA"];
const csv = (rows: string[], end = "\n") => rows.join(end) + end;
const shuffled = (rows: string[]) => [rows[0], ...rows.slice(1).reverse()];

/** Each is the same data as `base`, written in another way: no complaint, and the same digest. */
const clean: [name: string, extract: Extract][] = [
  ["as it is", csv(base)],
  ["rows in another order", csv(shuffled(base))],
  ["\\r\\n", csv(base, "\r\n")],
  ["\\r", csv(base, "\r")],
  ["line ends mixed", base[0] + "\r\n" + csv(base.slice(1, 3)) + csv(base.slice(3), "\r\n")],
  ["no last line end", csv(base).trimEnd()],
  ["a byte-order mark", "\ufeff" + csv(base)],
  ["a byte-order mark and \\r\\n", "\ufeff" + csv(base, "\r\n")],
  ["quotes everywhere", csv(base).replace(/^([^",\n]+),([^",\n]+)$/gm, '"$1","$2"')],
  ["quotes in some rows", csv(base).replace("0042", '"0042"')],
  ["blank lines", "\n" + csv(base, "\n\n") + "\n"],
  ["columns in another order", csv(base.map((row) => row.replace(/^([^,]+),(.*)$/, "$2,$1")))],
  ["a column more", csv(base.map((row, i) => `${row},${i}`))],
  ["a column more, with line ends in it", csv(base.map((row, i) => `${row},"${i}\n\n,"`))],
  ["numbers in small letters", csv(base).replace("1A2", "1a2")],
  ["numbers with blanks and hyphens", csv(base).replace("800000001", " 800 000-001 ")],
  ["two files", { "a.csv": csv(base.slice(0, 3)), "b.csv": csv([base[0], ...base.slice(3)]) }],
  ["a folder's files in another order", { "b.csv": csv([base[0], ...base.slice(3)]), "a.csv": csv(base.slice(0, 3)) }],
  ["gzip", gzipSync(csv(base))],
  ["gzip, one file after the other", Buffer.concat([gzipSync(csv(base.slice(0, 2))), gzipSync(csv(base.slice(2)))])],
  ["an empty column name among those that are not read", csv(base.map((row, i) => `${row},${i === 0 ? "" : i}`))],
];

describe("the quality of an extract", () => {
  const { folder, run } = transforming();

  describe("corrupt inputs are refused, by line and column", () => {
    for (const [name, extract, message, definition = insuranceNumber] of corrupt)
      it(name, () =>
        assert.rejects(run(extract, { definition }), (error: Error) => {
          assert.ok(error instanceof ExtractError, error.stack);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /W185101380/);
          return true;
        }),
      );
  });

  describe("clean inputs pass without a word, with the digest of their data", () => {
    for (const [name, extract] of clean)
      it(name, async () => {
        const manifest = await run(extract);
        assert.deepEqual(warnings(manifest, "policy"), []);
        assert.equal(manifest.digest, (await run(csv(base))).digest);
      });

    it("in another locale and time zone, dates in computed columns too", async () => {
      const file = join(folder(), "elsewhere.csv");
      writeFileSync(file, csv(base));
      const program = `
        const { transform } = require("./features/transform.ts");
        const { layout } = require("./plan/engines/amazon-ml/layout.ts");
        const { loadDefinition } = require("./features/load-definition.ts");
        const { computed } = require("./features/columns.ts");
        const [file, folder] = process.argv.slice(1);
        const definition = loadDefinition("insurance-number");
        const hour = computed("hour", "NUMERIC", ["number"], () => new Date(2026, 10, 21, 10).getTime());
        const features = [...definition.features, hour];
        transform({ definition: { ...definition, features }, files: [file], holdOut: { strategy: "random" }, layout, folder })
          .then(({ digest }) => console.log(digest));`;
      const elsewhere = [
        { LC_ALL: "C", TZ: "UTC" },
        { LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Apia" },
        { LC_ALL: "de_DE", TZ: "Asia/Kathmandu" },
      ];
      const digests = elsewhere.map((env, i) =>
        execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", program, file, join(folder(), `build-${i}`)], {
          env: { ...process.env, ...env },
          encoding: "utf8",
        }),
      );
      assert.match(digests[0], /^[0-9a-f]{64}\n$/);
      assert.equal(new Set(digests).size, 1);
    });
  });

  it("is seen by the digest in each of 200 random edits that make a difference, and in no other", async function () {
    this.timeout(120_000);
    const random = randomFrom(6);
    const pick = (count: number) => Math.floor(random() * count);
    const letters = "ABCDEFGHJKLM";
    const rows = Array.from({ length: 30 }, (_, i) => [`${letters[i % 12]}${1000 + i * 37}`, `POLICY ${i % 5}`]);
    const write = (cells: string[][], names = ["number", "policy"], end = "\n") =>
      csv(
        [names, ...cells].map((row) => row.join(",")),
        end,
      );
    const digestOf = async (extract: string, definition = insuranceNumber) => {
      const manifest = await run(extract, { definition });
      return digestsOf(engineOf({}), manifest, definition, settings).dataset;
    };
    const original = await digestOf(write(rows));
    const renamed = named({ ...insuranceNumber, label: { name: "plan", type: "CATEGORICAL" } });
    const reordered = named({ ...insuranceNumber, features: [...insuranceNumber.features].reverse() });
    const retyped = named({
      ...insuranceNumber,
      features: insuranceNumber.features.map((feature, i) =>
        i > 0 ? feature : { ...feature, columns: [{ name: "length", type: "CATEGORICAL" }] },
      ),
    });
    /** Each makes a difference, or does not. */
    const edits: [isSeen: boolean, edit: (at: number) => Promise<string>][] = [
      [
        true,
        (at) =>
          digestOf(
            write(rows.map(([n, p], i) => (i === at ? [n.slice(0, -1) + (n.endsWith("9") ? "0" : "9"), p] : [n, p]))),
          ),
      ],
      [true, (at) => digestOf(write(rows.map(([n, p], i) => (i === at ? [n + "0", p] : [n, p]))))],
      [true, (at) => digestOf(write(rows.map(([n, p], i) => (i === at ? [n, p + "."] : [n, p]))))],
      [
        true,
        (at) =>
          digestOf(
            write(rows.map(([n, p], i) => (i === at ? [n, p === "POLICY 0" ? "POLICY 1" : "POLICY 0"] : [n, p]))),
          ),
      ],
      [true, (at) => digestOf(write(rows.filter((_, i) => i !== at)))],
      [true, (at) => digestOf(write([...rows, rows[at]]))],
      [true, (at) => digestOf(write([...rows, [`NEW${at}`, "POLICY 1"]]))],
      [true, () => digestOf(write(rows, ["number", "plan"]), renamed)],
      [true, () => digestOf(write(rows), reordered)],
      [true, () => digestOf(write(rows), retyped)],
      [false, (at) => digestOf(write([...rows.slice(at), ...rows.slice(0, at)]))],
      [false, () => digestOf(write(rows, undefined, "\r\n"))],
      [false, (at) => digestOf(write(rows.map(([n, p], i) => (i >= at ? [`"${n}"`, `"${p}"`] : [n, p]))))],
      [false, (at) => digestOf(write(rows.map(([n, p], i) => (i === at ? [n.toLowerCase(), p] : [n, p]))))],
      [false, () => digestOf("\ufeff" + write(rows))],
      [
        false,
        () =>
          digestOf(
            write(
              rows.map(([n, p]) => [p, n]),
              ["policy", "number"],
            ),
          ),
      ],
    ];
    let [missed, falseAlarms] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const [isSeen, edit] = edits[i % edits.length];
      const changed = (await edit(pick(rows.length))) !== original;
      if (isSeen && !changed) missed++;
      if (!isSeen && changed) falseAlarms++;
    }
    assert.deepEqual({ missed, falseAlarms }, { missed: 0, falseAlarms: 0 });
  });

  it("counts two states whatever they are spelt, and warns of no spelling", async () => {
    const manifest = await run("y,n,c,t\nyes,1,x,w\n1,1,x,v\nno,3,x,w\n0,3,x,v\nF,3,x,u\n", { definition: states });
    assert.deepEqual(manifest.classes, { "0": 3, "1": 2 });
    assert.deepEqual(warnings(manifest, "y"), []);
  });

  it("is warned of with counts: one number with two labels, equal rows", async () => {
    const manifest = await run("number,policy\n1,A\n1,B\nW-1,A\nw1,A\nW1,A\n2,B\n2,B\n2,A\n3,A\n");
    assert.deepEqual(warnings(manifest, "policy"), [
      "2 examples come with more than one policy (5 rows): the model can be right about one of them only.",
      "3 rows are equal to others: each counts as often as it comes.",
    ]);
  });
});
