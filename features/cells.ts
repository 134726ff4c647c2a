import { parseBinary, parseNumber } from "../learning/attribute";
import { BadValue } from "./definition";

/** How cells of the extract become cells of the features file, by the type of their column. */

/** The names of two states. */
export interface States {
  /** What is 1. */
  yes: string;
  /** What is 0; without it, all other values are. */
  no?: string;
}

export const asItIs = (cell: string): string => cell;

/** @throws BadValue when the cell is no number */
export function asNumber(cell: string, name: string): string {
  if (Number.isNaN(parseNumber(cell))) {
    const hint = DECIMAL_COMMA.test(cell)
      ? ': for a decimal comma, `decimal: ","` in the definition; commas between thousands have to go from the extract'
      : "";
    throw new BadValue(`column '${name}': expected a number, got ${cell.length} characters that are none${hint}`);
  }
  return cell;
}

/**
 * The number of a cell with a decimal comma, as others are written.
 * @throws BadValue when the cell is no number, or has a point, which may be of thousands
 */
export function asNumberWithComma(cell: string, name: string): string {
  if (cell.includes("."))
    throw new BadValue(`column '${name}': expected a number with a decimal comma, got one with a point`);
  return asNumber(cell.replace(",", "."), name);
}

/** A number as a file with decimal commas has it. */
export const withComma = (value: number): string => String(value).replace(".", ",");

/** @throws BadValue when the cell is neither of two states */
export function asBinary(cell: string, name: string): string {
  if (Number.isNaN(parseBinary(cell)))
    throw new BadValue(
      `column '${name}': expected 1, yes, true or 0, no, false, got none of them: other names are given by \`yes\` in the definition`,
    );
  return cell;
}

/** Whether these can name two states. */
export function areStates({ yes, no }: Partial<States>): boolean {
  const isName = (name: unknown) => typeof name === "string" && name.trim() !== "";
  return isName(yes) && (no === undefined || isName(no)) && yes !== no;
}

/**
 * The reader of cells that name one of two states.
 * @throws BadValue (the reader) when both names are given and the cell is neither
 */
export const stateReader =
  ({ yes, no }: States) =>
  (cell: string, name: string): string => {
    const text = cell.trim();
    if (text === yes.trim()) return "1";
    if (no !== undefined && text !== no.trim())
      throw new BadValue(`column '${name}': expected '${yes}' or '${no}', got neither`);
    return "0";
  };

/** How people call 1 and 0. */
export const stateNames = ({ yes, no }: Partial<States>): Record<"1" | "0", string> =>
  yes === undefined ? { "1": "1", "0": "0" } : { "1": yes, "0": no ?? `not ${yes}` };

/** Amazon ML reads its input line by line, and takes text apart at white space anyway. */
export const asText = (cell: string): string => (/[\r\n]/.test(cell) ? cell.replace(/[\r\n]+/g, " ") : cell);

// ---

const DECIMAL_COMMA = /^\s*[+-]?\d*,\d+\s*$/;
