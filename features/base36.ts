import { BadValue, type Feature } from "./definition";

/**
 * Features of a number that is written with digits and letters, such as an insurance number. Each
 * character is a base-36 digit (0-9, A-Z, in either case); blanks and hyphens do not count.
 */

export function base36Length(name: string, from: string): Feature {
  return { columns: [{ name, type: "NUMERIC" }], from: [from], compute: ([cell]) => [readDigits(from, cell).length] };
}

/** The whole number, read in base 36: it keeps ranges together. Decimal text, exact also past 2^53. */
export function base36Value(name: string, from: string): Feature {
  return {
    columns: [{ name, type: "NUMERIC" }],
    from: [from],
    compute: ([cell]) => [readValue(readDigits(from, cell))],
    isRevealing: true,
  };
}

/** A column for each character, `<name>_1` to `<name>_<count>`; empty past the end. */
export function base36Digits(name: string, from: string, count: number): Feature {
  return {
    columns: Array.from({ length: count }, (_, i) => ({ name: `${name}_${i + 1}`, type: "NUMERIC" })),
    from: [from],
    compute: ([cell]) => {
      const digits = readDigits(from, cell);
      if (digits.length > count)
        throw new BadValue(`column '${from}': expected at most ${count} characters, got ${digits.length}`);
      const cells: (number | undefined)[] = [];
      for (let i = 0; i < count; i++) cells.push(i < digits.length ? digitValue(digits.charCodeAt(i)) : undefined);
      return cells;
    },
  };
}

// ---

/** The characters that count, in either case. */
function readDigits(column: string, cell: string): string {
  const digits = /^[0-9A-Za-z]+$/.test(cell) ? cell : cell.replace(/[\s-]/g, "");
  // Before any change of case: "ß" in capitals is "SS".
  const stranger = /[^0-9A-Za-z]/u.exec(digits);
  if (digits === "") throw new BadValue(`column '${column}' is empty`);
  if (stranger)
    throw new BadValue(
      `column '${column}': expected digits and letters A-Z, got another character at place ${stranger.index + 1}`,
    );
  return digits;
}

/** 0 to 35, of the character code of 0-9, A-Z or a-z. */
function digitValue(code: number): number {
  return code <= 57 ? code - 48 : (code & 31) + 9;
}

/** 10 base-36 digits are below 2^53. */
const EXACT_DIGITS = 10;
const powers = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 36n ** BigInt(i));

function readValue(digits: string): string {
  if (digits.length <= EXACT_DIGITS) return String(parseInt(digits, 36));
  let value = 0n;
  for (let at = 0; at < digits.length; at += EXACT_DIGITS) {
    const part = digits.slice(at, at + EXACT_DIGITS);
    value = value * powers[part.length] + BigInt(parseInt(part, 36));
  }
  return String(value);
}
