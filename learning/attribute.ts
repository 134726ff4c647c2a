export type AttributeType = "BINARY" | "CATEGORICAL" | "NUMERIC" | "TEXT";

export interface Attribute {
  name: string;
  type: AttributeType;
}

const decimal = /^\s*[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/;

/** The number in a NUMERIC cell; NaN when it is empty, or no decimal number (hexadecimal, NaN, 1,000). */
export function parseNumber(cell: string): number {
  if (cell === "" || !decimal.test(cell)) return NaN;
  const number = Number(cell);
  return Number.isFinite(number) ? Math.max(-MAX_FLOAT, Math.min(MAX_FLOAT, number)) : NaN;
}

/** The largest float32: Amazon ML's numbers are such, and what is beyond would be no number for its clients. */
export const MAX_FLOAT = 3.4028234663852886e38;

const binary = new Map(Object.entries({ "1": 1, y: 1, yes: 1, t: 1, true: 1, "0": 0, n: 0, no: 0, f: 0, false: 0 }));

/** 0 or 1 for the spellings that Amazon ML accepts in a BINARY cell, NaN for all others. */
export function parseBinary(cell: string): number {
  return binary.get(cell.trim().toLowerCase()) ?? NaN;
}
