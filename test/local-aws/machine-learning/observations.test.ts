import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { wholeFile, type Split } from "../../../learning/split";
import { InputError, Observations } from "../../../local-aws/machine-learning/observations";
import { temporaryFolder } from "../../temporary-folder";

describe("observations", () => {
  const folder = temporaryFolder();

  function read(
    texts: string[],
    {
      columns = 2,
      hasHeader = false,
      split = wholeFile,
    }: { columns?: number; hasHeader?: boolean; split?: Split } = {},
  ) {
    const files = texts.map((text, i) => {
      const file = join(folder(), `${i}.csv`);
      writeFileSync(file, text);
      return file;
    });
    const observations = new Observations({ files, columns, hasHeader, split });
    const rows = [...observations];
    assert.deepEqual([...observations], rows); // It can be read again.
    observations.close();
    return { rows, rejected: observations.rejected, firstRejected: observations.firstRejected };
  }

  it("reads both line ends, quotes, a byte-order mark, and a last line without an end", () => {
    const { rows } = read(['\ufeffa,1\r\n"b, c",2\n"say ""hi""",3\nd,4']);
    assert.deepEqual(rows, [
      ["a", "1"],
      ["b, c", "2"],
      ['say "hi"', "3"],
      ["d", "4"],
    ]);
  });

  it("skips the first line of each file when there is a header", () => {
    assert.deepEqual(read(["x,y\na,1\n", "x,y\nb,2\n"], { hasHeader: true }).rows, [
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  it("leaves bad rows out and counts them", () => {
    const bad = ["only one", '"open,2', '5" pipe,2', "", `b,${"x".repeat(103_000)}`, `b,${"é".repeat(52_000)}`];
    for (const hasHeader of [false, true]) {
      const { rows, rejected, firstRejected } = read([`a,1\nz,2\n`, `a,1\n${bad.join("\n")}\nc,3\n`], { hasHeader });
      assert.equal(rejected, bad.length);
      assert.deepEqual(rows.at(-1), ["c", "3"]);
      assert.deepEqual(firstRejected, { file: 1, line: 2 });
    }
  });

  it("take a blank line for the empty cell of a single column", () => {
    assert.deepEqual(read(["a\n\nb\n"], { columns: 1 }).rows, [["a"], [""], ["b"]]);
  });

  it("refuses an input with over 10,000 bad rows", () => {
    assert.throws(() => read(["x\n".repeat(10_001)]), InputError);
    assert.equal(read(["x\n".repeat(10_000)]).rejected, 10_000);
  });

  it("reads lines that are longer than its buffer's rest", () => {
    const text = Array.from({ length: 30_000 }, (_, i) => `${"é".repeat(i % 50)},${i}`).join("\n");
    const { rows } = read([text]);
    assert.equal(rows.length, 30_000);
    assert.ok(rows.every(([cell, i]) => cell === "é".repeat(Number(i) % 50)));
  });

  it("splits before it leaves bad rows out, over all files", () => {
    const split = (complement: boolean): Split => ({
      strategy: "sequential",
      percentBegin: 0,
      percentEnd: 50,
      complement,
      randomSeed: "",
    });
    const texts = ["a,1\nbad\n", "c,3\nd,4\n"];
    const [first, second] = [false, true].map((complement) => read(texts, { split: split(complement) }));
    assert.deepEqual([first.rows, first.rejected], [[["a", "1"]], 1]);
    assert.deepEqual(
      [second.rows, second.rejected],
      [
        [
          ["c", "3"],
          ["d", "4"],
        ],
        0,
      ],
    );
  });

  it("gives a random split's halves every row once", () => {
    const text = Array.from({ length: 5000 }, (_, i) => `row,${i}`).join("\n");
    const split = (complement: boolean): Split => ({
      strategy: "random",
      percentBegin: 0,
      percentEnd: 70,
      complement,
      randomSeed: "s",
    });
    const [training, held] = [false, true].map((complement) => read([text, text], { split: split(complement) }).rows);
    assert.equal(training.length + held.length, 10_000);
    assert.ok(Math.abs(training.length - 7000) < 150);
  });

  it("reads what a CSV writer wrote, and gives each row to one half of any split", () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 8 }).filter((text) => !/[\r\n]/.test(text));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 30 }),
      );
    const split = fc.record({
      strategy: fc.constantFrom("sequential" as const, "random" as const),
      percentBegin: fc.integer({ min: 0, max: 50 }),
      percentEnd: fc.integer({ min: 51, max: 100 }),
      randomSeed: fc.string(),
    });
    fc.assert(
      fc.property(table, split, fc.constantFrom("\n", "\r\n"), fc.boolean(), (rows, half, lineEnd, quoted) => {
        const text = stringify(rows, { record_delimiter: lineEnd, quoted_string: quoted, quoted_empty: false });
        const options = { columns: rows[0].length };
        const halves = [false, true].map((complement) => read([text], { ...options, split: { ...half, complement } }));
        const whole = read([`\ufeff${text}`], options);
        assert.deepEqual([whole.rows, whole.rejected], [rows, 0]);
        const both = halves.flatMap((found) => found.rows.map((row) => JSON.stringify(row)));
        assert.deepEqual(both.sort(), rows.map((row) => JSON.stringify(row)).sort());
      }),
    );
  });
});
