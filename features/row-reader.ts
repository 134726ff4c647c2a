import { asBinary, asNumber } from "./columns";
import { BadValue, cellText, columnsRead, type FeatureDefinition } from "./definition";
import { normalised } from "./look-alikes";
import { ExtractError } from "./extract/extract-error";

/**
 * A row of the extract in, a row of the features out: label, row id if there is one, features; "" for no value.
 * Undefined for one without a label that is to be left out.
 */
export type RowReader = (cells: string[]) => (string | number)[] | undefined;

/**
 * The reader of a file's rows, by the file's header.
 * @throws ExtractError when the header lacks a column, or has one twice
 */
export function rowReader(definition: FeatureDefinition, header: string[], file: string): RowReader {
  const { label: column, rowId, features } = definition;
  const at = columnFinder(columnsRead(definition), header, file);
  const labelAt = at(column.name);
  const rowIdAt = rowId === undefined ? undefined : at(rowId);
  const parts = features.map(({ from, compute }) => ({ from: from.map(at), compute }));

  /** @throws BadValue with a reason that does not repeat a cell */
  return (cells) => {
    // In the middle of a file it is the beginning of another one.
    if (cells[0].startsWith(BYTE_ORDER_MARK)) throw new BadValue(JOINED);
    if (cells.length !== header.length) throw new BadValue(`expected ${header.length} cells, got ${cells.length}`);
    const label = labelOf(column, cells[labelAt]);
    if (label === "" && definition.unlabelled === "leave out") return undefined;
    checkLabel(column, label);
    if (cells[labelAt] === column.name && cells.every((cell, i) => cell === header[i]))
      throw new BadValue(`the header again: ${JOINED}`);
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
  const labelAt = columnFinder([column.name], header, file)(column.name);
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

const BYTE_ORDER_MARK = "\ufeff";
const JOINED =
  "files were joined, each with its own header. Put them into a folder as they are, and name that as the source";

/** Only the names of the definition are shown: a file without a header has data in its first line. */
function columnFinder(names: string[], header: string[], file: string): (name: string) => number {
  const missing = names.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const similar = missing.filter((name) => header.some((other) => other.trim().toLowerCase() === name.toLowerCase()));
    const separator = [";", "\t", "|"].find((sign) => header.length === 1 && header[0].includes(sign));
    const hint = separator
      ? `It is separated by ${{ ";": "semicolons", "\t": "tabs", "|": "bars" }[separator]}: commas are expected.`
      : similar.length > 0
        ? `Blanks and case of a name count: look at ${quoted(similar)}.`
        : missing.length === names.length
          ? "Is the header missing? The first line has to name the columns."
          : "The first line has to name the columns.";
    throw new ExtractError(
      `${file}, line 1: expected the columns ${quoted(names)}, got none named ${quoted(missing)} among ${header.length}. ${hint}`,
    );
  }
  const twice = names.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (twice !== undefined)
    throw new ExtractError(
      `${file}, line 1: expected one column '${twice}', got it in columns ${header.indexOf(twice) + 1} and ${header.lastIndexOf(twice) + 1}. Rename or remove one.`,
    );
  return (name) => header.indexOf(name);
}

const NAMES_SHOWN = 10;

function quoted(names: string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `'${name}'`);
  return shown.join(", ") + (names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "");
}

/** Two classes by other names are a label of the type CATEGORICAL. */
function asTwoStates(label: string, name: string): void {
  try {
    asBinary(label, name);
  } catch (error) {
    throw new UnknownState((error as Error).message, label);
  }
}

/** A label of blanks is none. */
const labelOf = ({ normalise }: FeatureDefinition["label"], cell: string): string =>
  normalise ? normalised(cell) : cell.trim() === "" ? "" : cell;

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
