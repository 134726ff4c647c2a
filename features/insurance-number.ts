import { BadValue, type FeatureDefinition } from "./definition";

/** The longest number that can be told apart; the longest of the sample has 15 characters. */
const DIGITS = 23;

/**
 * Insurance number -> policy. Each character is a base-36 digit (0-9, A-Z) and a column of its
 * own, since issuers mark their numbers by position; `base_10`, the whole number read in base 36,
 * keeps ranges together.
 */
export const insuranceNumber: FeatureDefinition = {
  name: "insurance-number",
  target: { name: "policy", type: "CATEGORICAL" },
  source: "number",
  columns: [
    { name: "length", type: "NUMERIC" },
    { name: "base_10", type: "NUMERIC" },
    ...Array.from({ length: DIGITS }, (_, i) => ({ name: `digit_${i + 1}`, type: "NUMERIC" as const })),
  ],
  compute(value) {
    const number = value.replace(/[\s-]/g, "");
    // Before any change of case: "ß" in capitals is "SS".
    const stranger = /[^0-9A-Za-z]/u.exec(number);
    if (number === "") throw new BadValue("the number is empty");
    if (stranger) throw new BadValue(`expected digits and letters A-Z in the number, got '${stranger[0]}'`);
    if (number.length > DIGITS)
      throw new BadValue(`expected at most ${DIGITS} characters in the number, got ${number.length}`);
    const digits = Array.from({ length: DIGITS }, (_, i) => (i < number.length ? parseInt(number[i], 36) : undefined));
    return [number.length, readBase36(number), ...digits];
  },
  examples: ["WXY5678", "1A23BC4DE56", "800000001"],
};

// ---

/** 10 base-36 digits are below 2^53. */
const EXACT_DIGITS = 10;

/** Decimal text, exact also past 2^53. */
function readBase36(number: string): string {
  if (number.length <= EXACT_DIGITS) return String(parseInt(number, 36));
  let value = 0n;
  for (let at = 0; at < number.length; at += EXACT_DIGITS) {
    const digits = number.slice(at, at + EXACT_DIGITS);
    value = value * 36n ** BigInt(digits.length) + BigInt(parseInt(digits, 36));
  }
  return String(value);
}
