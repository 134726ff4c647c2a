import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { ExtractError } from "../../features/extract/extract-error";
import { loadDefinition } from "../../features/load-definition";
import { asCsv, asText } from "../../predictor/print";
import { rowsOfArguments, rowsOfCsv, type NamedRow } from "../../predictor/rows";

const insuranceNumber = loadDefinition("insurance-number");
const satellite = loadDefinition("satellite");

async function* bytes(text: string | Buffer): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}
const read = async (definition: typeof insuranceNumber, text: string | Buffer) => {
  const rows: NamedRow[] = [];
  for await (const batch of rowsOfCsv(definition, [{ name: "some.csv", bytes: bytes(text) }])) rows.push(...batch);
  return rows;
};

describe("rows to predict", () => {
  it("come from a header's column, wherever it stands, with all of their columns, or a value a line", async () => {
    assert.deepEqual(await read(insuranceNumber, "\ufeffid,number\r\n1,W1\r\n\r\n2,U2\r\n"), [
      { name: "W1", row: { id: "1", number: "W1" }, line: 2 },
      { name: "U2", row: { id: "2", number: "U2" }, line: 4 },
    ]);
    const wanted = ["W1", "U2"].map((number) => ({ name: number, row: { number } }));
    assert.deepEqual(
      await read(insuranceNumber, "W1\nU2\n"),
      wanted.map((row, i) => ({ ...row, line: i + 1 })),
    );
    assert.deepEqual(rowsOfArguments(insuranceNumber, ["W1", "U2"]), wanted);
  });

  it("are read as in training: mixed line ends, gzip, other separators", async () => {
    const numbers = async (text: string | Buffer) => (await read(insuranceNumber, text)).map(({ row }) => row.number);
    assert.deepEqual(await numbers("number\nW1\r\nU2\r\n"), ["W1", "U2"]);
    assert.deepEqual(await numbers(gzipSync("number\nW1\nU2\n")), ["W1", "U2"]);
    assert.deepEqual(await numbers('id;number\n1;"W,1"\n'), ["W,1"]);
  });

  it("keep columns of one name apart, and are read from chunks of any size", async () => {
    const rows = await read(insuranceNumber, "note,number,note\na,W1,b\n");
    assert.deepEqual(rows[0].row, { note: "a", number: "W1", "note (2)": "b" });
    async function* pieces() {
      for (const sign of "id;number\n1;W1\n2;U2\n") yield Buffer.from(sign);
    }
    const numbers: string[] = [];
    for await (const batch of rowsOfCsv(insuranceNumber, [{ name: "-", bytes: pieces() }]))
      numbers.push(...batch.map(({ row }) => row.number));
    assert.deepEqual(numbers, ["W1", "U2"]);
  });

  it("are told of by their line when they have another form, and the others are read", async () => {
    const problems = async (text: string) =>
      (await read(insuranceNumber, text)).map(({ row, problem }) => problem ?? row.number);
    assert.deepEqual(await problems("id,number\n1,W1\n2\n3,U2,x\nid,number\n5,U3\n"), [
      "W1",
      "line 3: expected 2 cells, got 1",
      "line 4: expected 2 cells, got 3",
      "line 5: the header again: files were joined, each with its own header. Put them into a folder as they are, and name that as the source",
      "U3",
    ]);
    assert.deepEqual(await problems("W1\nU2,x\n"), ["W1", "line 2: expected 1 cell, got 2"]);
  });

  it("are refused as in training: bytes that are not UTF-8, doubled columns, no CSV", async () => {
    const refused = (text: string | Buffer, message: RegExp) =>
      assert.rejects(read(insuranceNumber, text), (error: Error) => {
        assert.ok(error instanceof ExtractError);
        assert.match(error.message, message);
        return true;
      });
    await refused(
      Buffer.from("number\nW1\nM\u00fcller\n", "latin1"),
      /^some\.csv, line 3, column 'number': expected UTF-8/,
    );
    await refused(
      "number,number\n1,2\n",
      /^some\.csv, line 1: expected one column 'number', got it in columns 1 and 2/,
    );
    await refused('number\n"W1\n', /^some\.csv, line 2, column 'number': expected a closing quote/);
    await refused('[{"number": "W1"}]', /got JSON/);
    for (const header of ["id,insurance_number", "Number"])
      await refused(
        `${header}\n17,WXY5678\n`,
        /^some\.csv, line 1: expected the column 'number', got none named 'number' among/,
      );
    await assert.rejects(
      read(satellite, "1,2,3\n"),
      /^Error: some\.csv, line 1: expected the columns 'x_1', 'x_2'.*Is the header missing\?/,
    );
  });

  it("come before the line that can't be read", async () => {
    const batches = rowsOfCsv(insuranceNumber, [{ name: "some.csv", bytes: bytes('number\nW1\nW2\nW"3') }]);
    const { value } = (await batches.next()) as { value: NamedRow[] };
    assert.deepEqual(
      value.map(({ name }) => name),
      ["W1", "W2"],
    );
    await assert.rejects(batches.next(), /some\.csv, line 4, column 'number': expected quotes around the whole cell/);
  });

  it("of several files have the columns of the first", async () => {
    const sources = (texts: string[]) => texts.map((text, i) => ({ name: `${i + 1}.csv`, bytes: bytes(text) }));
    const rows: NamedRow[] = [];
    const texts = ["id,number\n1,W1\n", "number,more,id\nU2,x,2\n", "number\nU3\n"];
    const reading = async () => {
      for await (const batch of rowsOfCsv(insuranceNumber, sources(texts))) rows.push(...batch);
    };
    await assert.rejects(
      reading(),
      /^Error: 3\.csv, line 1: expected the columns of the files before it, got none named 'id'/,
    );
    assert.deepEqual(
      rows.map(({ row }) => row),
      [
        { id: "1", number: "W1" },
        { id: "2", number: "U2" },
      ],
    );
  });

  it("are printed as CSV of a regression: one number a row", () => {
    const printer = asCsv(3);
    assert.equal(printer.head(["x"], { name: "y", type: "NUMERIC" }), "x,y,problem\n");
    assert.equal(printer.line({ name: "1", row: { x: "1" }, answer: { value: 2.5 } }), "1,2.5,\n");
    assert.equal(printer.line({ name: "1", row: { x: "1" }, problem: "bad" }), "1,,bad\n");
  });

  it("are printed for people with as many classes as wanted, problems in their place", () => {
    const ranked = ["A", "BBB", "C"].map((label, i) => ({ label, probability: 0.5 - i / 10 }));
    const printer = asText(2);
    assert.equal(printer.line({ name: "W1", row: {}, answer: { ranked } }), "W1\n  1. A    0.500\n  2. BBB  0.400\n");
    assert.equal(printer.line({ name: "W1", row: {}, problem: "is empty" }), "W1\n  is empty\n");
    assert.equal(printer.line({ name: "x=1", row: {}, answer: { value: 18.5 } }), "x=1\n  18.5\n");
  });
});
