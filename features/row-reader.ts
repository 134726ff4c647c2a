import { asBinary, asNumber, asNumberWithComma, stateReader } from "./cells";
import { BadValue, cellText, columnsRead, type FeatureDefinition } from "./definition";
import { Header } from "./header";
import { normalised } from "./look-alikes";

/**
 * A row of the extract in, a row of the features out: label, row id if there is one, features; "" for no value.
 * Undefined for one without a label that is to be left out.
 */
export type RowReader = (cells: string[]) => (string | number)[] | undefined;

/**
 * The reader of a file's rows, by the file's header.
 * @param onLabel gets each row's label as the file has it
 * @throws ExtractError when the header lacks a column, or has one twice
 */
export function rowReader(
  definition: FeatureDefinition,
  header: string[],
  file: string,
  onLabel: (label: string) => void = () => undefined,
): RowReader {
  const { label: column, rowId, features } = definition;
  const form = new Header(header, file);
  const at = form.finder(columnsRead(definition));
  const labelAt = at(column.name);
  const rowIdAt = rowId === undefined ? undefined : at(rowId);
  const parts = features.map(({ from, compute }) => ({ from: from.map(at), compute }));

  /** @throws BadValue with a reason that does not repeat a cell */
  return (cells) => {
    form.check(cells);
    const label = labelOf(column, cells[labelAt]);
    onLabel(cells[labelAt]);
    if (label === "" && definition.unlabelled === "leave out") return undefined;
    checkLabel(column, label);
    const row: (string | number)[] = [label];
    if (rowIdAt !== undefined) row.push(cells[rowIdAt]);
    for (const { from, compute } of parts)
      for (const cell of compute(from.map((index) => cells[index])))
        row.push(typeof cell === "number" ? cell : cell === undefined ? "" : cellText(cell));
    return row;
  };
}

export function labelReader(
  { label: column }: FeatureDefinition,
  header: string[],
  file: string,
): (cells: string[]) => string {
  const labelAt = new Header(header, file).finder([column.name])(column.name);
  return (cells) => labelOf(column, cells[labelAt] ?? "");
}

/** A label of a BINARY label that is neither 1 nor 0 in any spelling. */
export class UnknownState extends BadValue {
  constructor(
    message: string,
    readonly label: string,
  ) {
    super(message);
  }
}

// ---

function asTwoStates(label: string, name: string): void {
  try {
    asBinary(label, name);
  } catch (error) {
    throw new UnknownState((error as Error).message, label);
  }
}

/** A label of blanks is none. */
function labelOf({ name, normalise, decimal, yes, no }: FeatureDefinition["label"], cell: string): string {
  if (cell.trim() === "") return "";
  if (yes !== undefined) return stateReader({ yes, no })(cell, name);
  if (decimal) return asNumberWithComma(cell, name);
  return normalise ? normalised(cell) : cell;
}

function checkLabel({ name, type }: FeatureDefinition["label"], label: string): void {
  if (label === "")
    throw new BadValue(
      `column '${name}' is empty: a row to learn from needs its ${name}. To go on without such rows: \`unlabelled: "leave out"\` in the definition`,
    );
  // JavaScript's clients, AWS's own too, lose what has this name.
  if (label === "__proto__")
    throw new BadValue(
      `column '${name}': expected a class of another name than __proto__, which no client in JavaScript can be told of`,
    );
  if (type === "NUMERIC") asNumber(label, name);
  if (type === "BINARY") asTwoStates(label, name);
}
