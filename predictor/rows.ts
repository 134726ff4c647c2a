import { BadValue, inputColumns, type Row } from "../features/definition";
import { readCsv, type CsvSource } from "../features/extract/csv-file";
import type { CsvRow } from "../features/extract/csv-records";
import { ExtractError } from "../features/extract/extract-error";
import { checkBeginning, Header, isLike } from "../features/header";
import type { NamedDefinition } from "../features/load-definition";

/** A row that is to be predicted, and how to call it. */
export interface NamedRow {
  name: string;
  row: Row;
  /** Where it stands in its file, from 1. */
  line?: number;
  /** What is wrong with it, so that nothing can be predicted for it. */
  problem?: string;
}

/**
 * Of command line arguments: each is a row where one column is all that the features are made of;
 * else they are `COLUMN=VALUE`, of one row.
 * @throws BadValue
 */
export function rowsOfArguments(definition: NamedDefinition, args: string[]): NamedRow[] {
  const inputs = inputColumns(definition);
  if (inputs.length === 1) return args.map((value) => ({ name: value, row: { [inputs[0]]: value } }));
  const row = Object.fromEntries(args.map((arg) => [arg.split("=", 1)[0], arg.slice(arg.indexOf("=") + 1)]));
  const strangers = args.filter((arg) => !arg.includes("=") || !inputs.includes(arg.split("=", 1)[0]));
  if (strangers.length > 0)
    throw new BadValue(
      `Expected COLUMN=VALUE with the columns ${inputs.join(", ")} (definition ${definition.name}), got '${strangers.join(" ")}'. Columns that are left out count as empty.`,
    );
  return [{ name: args.join(" "), row }];
}

/**
 * Of CSV whose header names the columns that the features are made of, read as in training. Where that is one
 * column, lines of one value each, without a header, will do as well. Each row has all columns of the first file.
 * @throws ExtractError when a column is missing, or it is no CSV; what stands before that comes first
 */
export async function* rowsOfCsv(definition: NamedDefinition, sources: CsvSource[]): AsyncGenerator<NamedRow[]> {
  const inputs = inputColumns(definition);
  let columns: string[] | undefined;
  for (const source of sources) {
    let read: ((row: CsvRow) => NamedRow) | undefined;
    for await (const { rows } of readCsv(source, { known: inputs, delimiter: definition.delimiter })) {
      if (!read) {
        const first = rows[0].cells;
        const header = hasHeader(first, inputs) ? new Header(first, source.name) : undefined;
        columns ??= distinct(header?.names ?? inputs);
        read = header ? readerUnder(header, definition, columns, source.name) : (row) => valueOf(row, inputs[0]);
        if (header) rows.shift();
      }
      yield rows.map(read);
    }
  }
}

export const atLine = ({ line }: NamedRow, problem: string): string =>
  line === undefined ? problem : `line ${line}: ${problem}`;

// ---

/** Of columns that are not needed two may have one name: `note`, `note (2)`. */
function distinct(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A line of one value that is not like the column's name is a value. */
const hasHeader = (cells: string[], [name, ...others]: string[]): boolean =>
  others.length > 0 || cells.length > 1 || isLike(cells[0], name);

function valueOf({ line, cells }: CsvRow, input: string): NamedRow {
  return checked({ name: cells[0], row: { [input]: cells[0] }, line }, () => {
    checkBeginning(cells);
    if (cells.length > 1) throw new BadValue(`expected 1 cell, got ${cells.length}`);
  });
}

function readerUnder(
  header: Header,
  definition: NamedDefinition,
  columns: string[],
  source: string,
): (row: CsvRow) => NamedRow {
  const inputs = inputColumns(definition);
  header.finder(inputs);
  const names = distinct(header.names);
  const strangers = columns.filter((name) => !names.includes(name));
  if (strangers.length > 0)
    throw new ExtractError(
      `${source}, line 1: expected the columns of the files before it, got none named '${strangers.join("', '")}'.`,
    );
  const places = columns.map((name) => names.indexOf(name));
  const named = [...(columns.includes(definition.rowId ?? "") ? [definition.rowId!] : []), ...inputs];
  return ({ line, cells }) => {
    const row = Object.fromEntries(columns.map((name, i) => [name, cells[places[i]] ?? ""]));
    return checked({ name: named.map((name) => row[name]).join(" "), row, line }, () => header.check(cells));
  };
}

function checked(row: NamedRow, check: () => void): NamedRow {
  try {
    check();
    return row;
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return { ...row, problem: atLine(row, error.message) };
  }
}
