import type { AttributeType } from "../learning/attribute";
import {
  areStates,
  asBinary,
  asItIs,
  asNumber,
  asNumberWithComma,
  asText,
  stateNames,
  stateReader,
  withComma,
  type States,
} from "./cells";
import { normalised } from "./look-alikes";
import { BadValue, cellText, DefinitionError, type Cell, type Feature } from "./definition";
import { argumentsOf } from "./options";

/** How cells of a column are read. */
export interface Reading {
  /** Texts that say that there is no value, such as NA. */
  missing?: string[];
}

/** How numbers are read. */
export interface NumberReading extends Reading {
  /** A decimal comma stands in the files: `4,5`. */
  decimal?: ",";
}

/** Names, and perhaps how their cells are read. */
type Columns<Options extends object> = (string | Options)[];

/** Columns of the extract that are numbers; a cell may be empty or blank, or one of those that are named as missing. */
export const numeric = (...columns: Columns<NumberReading>): Feature => {
  const { names, options } = argumentsOf("numeric", columns, { missing: "list", decimal: [","] });
  return options.decimal
    ? { ...passthrough(names, options, "NUMERIC", asNumberWithComma), fromJson: (value) => withComma(Number(value)) }
    : passthrough(names, options, "NUMERIC", asNumber);
};

/**
 * Columns of the extract whose cells are one value each, such as a code or a name. With `normalise` those that look
 * alike are one: blanks at the ends and forms of letters do not count.
 */
export const categorical = (...columns: Columns<Reading & { normalise?: boolean }>): Feature => {
  const { names, options } = argumentsOf("categorical", columns, { missing: "list", normalise: [true, false] });
  return passthrough(names, options, "CATEGORICAL", options.normalise ? normalised : asItIs);
};

/**
 * Columns of the extract with two states, in any of Amazon ML's spellings (1, yes, true, …; 0, no, false, …); or by the
 * names that `yes` and `no` give, blanks at the ends left out. Without `no` all other values are the other state.
 */
export const binary = (...columns: Columns<Reading & Partial<States>>): Feature => {
  const { names, options } = argumentsOf("binary", columns, { missing: "list", yes: undefined, no: undefined });
  const { yes, no } = options;
  if (yes === undefined && no === undefined) return passthrough(names, options, "BINARY", asBinary);
  if (yes === undefined || !areStates(options))
    throw new DefinitionError(
      `binary(…): expected the names of two states as yes and no, got ${JSON.stringify(options)}`,
    );
  const states = { yes, no };
  return {
    ...passthrough(names, options, "BINARY", stateReader(states)),
    fromJson: (value) => stateNames(states)[value ? "1" : "0"],
  };
};

/** Columns of the extract that are text, to be taken apart into words. */
export const text = (...columns: Columns<Reading>): Feature => {
  const { names, options } = argumentsOf("text", columns, { missing: "list" });
  return passthrough(names, options, "TEXT", asText);
};

/**
 * A column that a plain function makes of a row. It reads the columns that are named and no
 * others, and has to give the same for the same cells: no clock, no chance.
 *
 *     computed("is_long", "BINARY", ["number"], ({ number }) => number.length > 12)
 */
export function computed<const Name extends string>(
  name: string,
  type: AttributeType,
  from: readonly Name[],
  compute: (row: Record<Name, string>) => Cell,
): Feature {
  return {
    columns: [{ name, type }],
    from: [...from],
    compute: (cells) => {
      const row = Object.fromEntries(from.map((column, i) => [column, cells[i]])) as Record<Name, string>;
      return [
        checked(
          name,
          type,
          callSafely(name, () => compute(row)),
          row,
        ),
      ];
    },
  };
}

/** A number that nobody should see can be told from it: its kept profile shows the magnitude only. */
export const revealing = (feature: Feature): Feature => ({ ...feature, isRevealing: true });

// ---

function passthrough(
  names: string[],
  { missing = [] }: Reading,
  type: AttributeType,
  read: (cell: string, name: string) => string,
): Feature {
  const none = new Set(["", ...missing]);
  const isBlank = type === "NUMERIC" || type === "BINARY" ? (cell: string) => cell.trim() === "" : () => false;
  // Also what is missing but for blanks at its ends, or is once it is normalised.
  const isNone = (cell: string) => none.has(cell) || isBlank(cell) || (missing.length > 0 && none.has(cell.trim()));
  const valueOf = (cell: string, name: string) => {
    const value = isNone(cell) ? "" : read(cell, name);
    return none.has(value) && type === "CATEGORICAL" ? "" : value;
  };
  return {
    columns: names.map((name) => ({ name, type })),
    from: names,
    compute: (cells) => cells.map((cell, i) => valueOf(cell, names[i])),
    isPassthrough: true,
  };
}

/** What JavaScript writes for values that are none. */
const slips = ["NaN", "Infinity", "-Infinity", "undefined", "null", "Invalid Date", "[object Object]"];

/** What a user's function throws may show the cell. */
function callSafely(name: string, call: () => Cell): Cell {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof BadValue) throw cause;
    throw new BadValue(`column '${name}': its function failed (${(cause as Error)?.name})`, { cause });
  }
}

/** A computed cell, if it is one of the column's type. */
function checked(name: string, type: AttributeType, cell: Cell, row: Record<string, string>): Cell {
  if (cell === undefined || cell === "") return cell;
  if (!["string", "number", "boolean"].includes(typeof cell))
    throw new BadValue(
      `column '${name}': expected its function to give text, a number, a boolean or undefined, got ${typeof cell}`,
    );
  if (type === "NUMERIC") asNumber(cellText(cell), name);
  if (type === "BINARY") asBinary(cellText(cell), name);
  // A date that is none, or a number of no digits, would else become a category of its own.
  const slip = slips.find((text) => cellText(cell) === text && !Object.values(row).includes(text));
  if (slip !== undefined)
    throw new BadValue(
      `column '${name}': expected its function to give a value, got ${slip} of the column${Object.keys(row).length === 1 ? "" : "s"} ${Object.keys(row).join(", ")}. For no value it gives undefined`,
    );
  return cell;
}
