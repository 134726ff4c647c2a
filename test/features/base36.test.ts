import assert from "node:assert/strict";
import fc from "fast-check";
import { base36Digits, base36Length, base36Value } from "../../features/base36";
import { BadValue } from "../../features/definition";

const [length, value, digits] = [
  base36Length("length", "n"),
  base36Value("base_10", "n"),
  base36Digits("digit", "n", 5),
];

describe("base-36 features", () => {
  it("give length, value and a column per character, empty past the end", () => {
    assert.deepEqual(length.compute(["1A0Z"]), [4]);
    assert.deepEqual(value.compute(["1A0Z"]), [String(1 * 36 ** 3 + 10 * 36 ** 2 + 35)]);
    assert.deepEqual(digits.compute(["1A0Z"]), [1, 10, 0, 35, undefined]);
    assert.deepEqual(
      digits.columns.map(({ name }) => name),
      ["digit_1", "digit_2", "digit_3", "digit_4", "digit_5"],
    );
  });

  it("take letters in either case and drop blanks and hyphens", () => {
    for (const spelling of ["wxy56", " WXY-56 ", "W X Y\t5-6", "WXY56"]) {
      for (const feature of [length, value, digits])
        assert.deepEqual(feature.compute([spelling]), feature.compute(["WXY56"]), spelling);
    }
  });

  it("read the value exactly, past 2^53 too", () => {
    const anyDigits = fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 1, maxLength: 23 });
    fc.assert(
      fc.property(anyDigits, (values) => {
        const exact = values.reduce((sum, digit) => sum * 36n + BigInt(digit), 0n);
        assert.deepEqual(value.compute([values.map((digit) => digit.toString(36)).join("")]), [String(exact)]);
      }),
    );
  });

  it("refuse what is no number with column and reason, and do not repeat it", () => {
    const bad: [string, RegExp][] = [
      ["", /column 'n' is empty/],
      [" - ", /column 'n' is empty/],
      ["AB*12", /column 'n': .*another character at place 3/],
      ["ABß12", /another character at place 3/],
      ["123456", /column 'n': expected at most 5 characters, got 6/],
    ];
    for (const [cell, message] of bad) {
      assert.throws(
        () => digits.compute([cell]),
        (error: Error) => {
          assert.ok(error instanceof BadValue);
          assert.match(error.message, message);
          assert.ok(cell.trim() === "" || !error.message.includes(cell));
          return true;
        },
      );
    }
  });
});
