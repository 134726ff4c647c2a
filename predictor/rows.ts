import { pipeline, Readable } from "node:stream";
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
 *
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
 * that is one column, a value a line, without a header, will do as well.
 *
 * @param source how a message calls it
 * @throws BadValue when a column is missing, or it is no CSV
 */
export async function* rowsOfCsv(
  definition: NamedDefinition,
  bytes: AsyncIterable<Buffer>,
  source: string,
): AsyncGenerator<NamedRow> {
  const inputs = inputColumns(definition);
  const records = pipeline(
    Readable.from(bytes, { objectMode: false }),
    parse({ bom: true, skip_empty_lines: true, relax_column_count: true }),
    () => undefined,
  ) as AsyncIterable<string[]>;
  let places: number[] | undefined;
  try {
    for await (const cells of records) {
      if (!places) {
        places = inputs.map((name) => cells.indexOf(name));
        const isHeader = places.every((place) => place >= 0);
        if (!isHeader && inputs.length > 1)
          throw new BadValue(
            `${source}, line 1: expected a header with the columns ${inputs.join(", ")}, got none named ${inputs.filter((_, i) => places![i] < 0).join(", ")}.`,
          );
        if (isHeader) continue;
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
