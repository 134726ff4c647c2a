import { finished } from "node:stream/promises";
import { parse } from "csv-parse";
import { BadValue, inputColumns, type Row } from "../features/definition";
import type { NamedDefinition } from "../features/load-definition";

/** A row that is to be predicted, and how to call it. */
export interface NamedRow {
  name: string;
  row: Row;
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
 * Of CSV whose header names the columns that the features are made of; others are ignored. Where
 * that is one column, lines of one value each, without a header, will do as well.
 * @param source how a message calls it
 * @throws BadValue when a column is missing, or it is no CSV
 */
export async function* rowsOfCsv(
  definition: NamedDefinition,
  bytes: AsyncIterable<Buffer>,
  source: string,
): AsyncGenerator<NamedRow> {
  const inputs = inputColumns(definition);
  let places: number[] | undefined;
  try {
    for await (const cells of recordsOf(bytes)) {
      if (!places) {
        places = inputs.map((name) => cells.indexOf(name));
        const missing = inputs.filter((_, i) => places![i] < 0);
        if (missing.length === 0) continue;
        const isLike = (cell: string) => inputs.some((name) => name.toLowerCase() === cell.trim().toLowerCase());
        if (inputs.length > 1 || cells.length > 1 || isLike(cells[0]))
          throw new BadValue(
            `${source}, line 1: expected a header with ${inputs.length === 1 ? "the column" : "the columns"} ${inputs.join(", ")}, got none named ${missing.join(", ")}.`,
          );
        places = [0];
      }
      const values = places.map((place) => cells[place] ?? "");
      yield { name: values.join(" "), row: Object.fromEntries(inputs.map((name, i) => [name, values[i]])) };
    }
  } catch (error) {
    if (error instanceof BadValue) throw error;
    throw new BadValue(`${source} can't be read as CSV: ${(error as Error).message}`, { cause: error });
  }
}

// ---

/** Read piece by piece, so that what stands before a line that is no CSV is not lost with it. */
async function* recordsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const parser = parse({ bom: true, skip_empty_lines: true, relax_column_count: true });
  const ended = finished(parser);
  // Told by `ended`, below.
  ended.catch(() => undefined);
  const ready = function* () {
    for (let cells = parser.read() as string[] | null; cells; cells = parser.read() as string[] | null) yield cells;
  };
  for await (const chunk of bytes) {
    parser.write(chunk);
    yield* ready();
    if (parser.errored) break;
  }
  parser.end();
  yield* ready();
  await ended;
}
