import assert from "node:assert/strict";
import { asCsv, asText } from "../../predictor/print";
import { page } from "../../report/page";
import { html } from "hono/html";
import { csvCell } from "../../text/csv-cell";
import { visible, visibleLines } from "../../text/visible";

/** A label as nobody means it: an escape sequence, text turned round, a line separator, a C1 control. */
const odd = "UMR\u001b[31m\u202eDLOG\u2028\u009b2J";
const shown = "UMR\\u{1b}[31m\\u{202e}DLOG\\u{2028}\\u{9b}2J";

describe("text of others", () => {
  it("shows what could not be seen, and leaves letters of all scripts alone", () => {
    assert.equal(visible(odd), shown);
    assert.equal(visible("Café 東京 👩‍👩‍👧 עברית"), "Café 東京 👩‍👩‍👧 עברית");
    assert.equal(visible("a\nb"), "a\\u{a}b");
    assert.equal(visibleLines("a\n\tb\u0007"), "a\n\tb\\u{7}");
  });

  it("is safe on a terminal and in a page", () => {
    const answer = { ranked: [{ label: odd, probability: 1 }] };
    assert.equal(asText(1).line({ name: odd, row: {}, answer }), `${shown}\n  1. ${shown}  1.000\n`);
    const text = page("t", html`<p>${odd}</p>`);
    // eslint-disable-next-line no-control-regex
    assert.ok(text.includes(shown) && !/[\u001b\u202e\u2028\u009b]/.test(text));
  });

  it("is no formula in a spreadsheet, and a number is a number", () => {
    for (const cell of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=x"])
      assert.equal(csvCell(cell), `'${cell}`);
    for (const cell of ["UMR", "-1.5", "+3", "1e-9", "-.5", "", "a=b"]) assert.equal(csvCell(cell), cell);
    const printer = asCsv(1);
    printer.head(["number"], { name: "policy", type: "CATEGORICAL" });
    const answer = { ranked: [{ label: "=HYPERLINK(1)", probability: 0.5 }] };
    assert.equal(printer.line({ name: "", row: { number: "@x" }, answer }), "'@x,'=HYPERLINK(1),0.5,\n");
  });
});
