import assert from "node:assert/strict";
import { BadValue } from "../../features/definition";
import { loadDefinition } from "../../features/load-definition";
import { rowOfJson } from "../../predictor/json-row";

const parcel = loadDefinition("parcel");
const row = { sent: "2026-11-21", weight: "3", carrier: "UPS", remarks: "" };

describe("a row in JSON", () => {
  it("has text, numbers, booleans as states, and null or nothing for no value", () => {
    assert.deepEqual(rowOfJson(parcel, { sent: "2026-11-21", weight: 3, carrier: "UPS" }), row);
    assert.deepEqual(rowOfJson(parcel, { ...row, weight: true, carrier: false, remarks: null }), {
      ...row,
      weight: "1",
      carrier: "0",
    });
  });

  it("may have what is read in training, the row id and the label, and nothing else", () => {
    assert.deepEqual(rowOfJson(parcel, { ...row, parcel: "P1", is_late: "no" }), row);
    for (const [body, message] of [
      [{ ...row, weigth: 3 }, /^expected the columns weight, carrier, remarks, sent, got 'weigth'$/],
      [{ ...row, weight: [3] }, /^column 'weight': expected text, a number, true, false or null, got a list$/],
      [{ ...row, weight: { kg: 3 } }, /^column 'weight': .* got an object$/],
    ] as const)
      assert.throws(
        () => rowOfJson(parcel, body),
        (error: Error) => error instanceof BadValue && message.test(error.message),
      );
  });
});
