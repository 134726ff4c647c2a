import assert from "node:assert/strict";
import { BadValue } from "../../features/definition";
import { loadDefinition } from "../../features/load-definition";
import { asCsv, asText } from "../../predictor/print";
import { rowsOfArguments, rowsOfCsv, type NamedRow } from "../../predictor/rows";

const insuranceNumber = loadDefinition("insurance-number");
const satellite = loadDefinition("satellite");

async function* bytes(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}
const read = async (definition: typeof insuranceNumber, text: string) => {
  const rows: NamedRow[] = [];
  for await (const row of rowsOfCsv(definition, bytes(text), "some.csv")) rows.push(row);
  return rows;
};

describe("rows to predict", () => {
  it("come from a header's column, wherever it stands, or a value a line", async () => {
    const wanted = [
      { name: "W1", row: { number: "W1" } },
      { name: "U2", row: { number: "U2" } },
    ];
    assert.deepEqual(await read(insuranceNumber, "\ufeffid,number\r\n1,W1\r\n\r\n2,U2\r\n"), wanted);
    assert.deepEqual(await read(insuranceNumber, "W1\nU2\n"), wanted);
    assert.deepEqual(rowsOfArguments(insuranceNumber, ["W1", "U2"]), wanted);
  });

  it("need a header where the features are made of several columns, and are refused without", async () => {
    await assert.rejects(read(satellite, "1,2,3\n"), (error: Error) => {
      assert.ok(error instanceof BadValue);
      assert.match(error.message, /^some\.csv, line 1: expected a header with the columns x_1, x_2/);
      return true;
    });
    await assert.rejects(read(insuranceNumber, 'number\n"W1\n'), /some\.csv can't be read as CSV: /);
  });

  it("are refused under a header that does not name the column: nobody wants the prediction of an id", async () => {
    for (const header of ["id,insurance_number", "Number"])
      await assert.rejects(
        read(insuranceNumber, `${header}\n17,WXY5678\n`),
        /^Error: some\.csv, line 1: expected a header with the column number, got none named number\.$/,
      );
  });

  it("come before the line that can't be read", async () => {
    const rows = rowsOfCsv(insuranceNumber, bytes('number\nW1\nW2\n"W3'), "some.csv");
    assert.equal(((await rows.next()).value as NamedRow).name, "W1");
    assert.equal(((await rows.next()).value as NamedRow).name, "W2");
    await assert.rejects(rows.next(), /can't be read as CSV/);
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
