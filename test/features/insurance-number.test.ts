import assert from "node:assert/strict";
import fc from "fast-check";
import { BadValue } from "../../features/definition";
import { insuranceNumber } from "../../features/insurance-number";

const { compute, columns } = insuranceNumber;

describe("insurance number", () => {
  it("gives length, base_10 and a column per character", () => {
    assert.deepEqual(
      columns.slice(0, 4).map(({ name }) => name),
      ["length", "base_10", "digit_1", "digit_2"],
    );
    const cells = compute("1A0Z");
    assert.deepEqual(cells.slice(0, 7), [4, String(1 * 36 ** 3 + 10 * 36 ** 2 + 35), 1, 10, 0, 35, undefined]);
    assert.equal(cells.length, columns.length);
  });

  it("takes letters in either case and drops blanks and hyphens", () => {
    for (const spelling of ["wxy5678", " WXY-5678 ", "W X Y\t56-78", "WXY5678"]) {
      assert.deepEqual(compute(spelling), compute("WXY5678"));
    }
  });

  it("reads base_10 exactly, past 2^53 too", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 1, maxLength: 23 });
    fc.assert(
      fc.property(digits, (values) => {
        const exact = values.reduce((sum, value) => sum * 36n + BigInt(value), 0n);
        assert.equal(compute(values.map((value) => value.toString(36)).join(""))[1], String(exact));
      }),
    );
  });

  it("refuses what is no number, and does not repeat it", () => {
    const bad: [string, RegExp][] = [
      ["", /empty/],
      [" - ", /empty/],
      ["ABC*123", /got '\*'/],
      ["ABCß123", /got/],
      ["1".repeat(24), /at most 23 characters.*got 24/],
    ];
    for (const [value, message] of bad) {
      assert.throws(
        () => compute(value),
        (error: Error) => {
          assert.ok(error instanceof BadValue);
          assert.match(error.message, message);
          assert.ok(value.trim() === "" || !error.message.includes(value));
          return true;
        },
      );
    }
  });

  it("has examples that features can be made of", () => {
    assert.ok(insuranceNumber.examples.length > 0);
    insuranceNumber.examples.forEach((example) => assert.doesNotThrow(() => compute(example)));
  });
});
