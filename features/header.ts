import { BadValue } from "./definition";
import { delimiterNames } from "./extract/csv-records";
import { ExtractError } from "./extract/extract-error";
import { firstOf } from "../text/lists";

/** The first line of a file of rows: where its columns are, and what form its rows have. */
export class Header {
  /** @param file how a message calls it */
  constructor(
    readonly names: string[],
    private readonly file: string,
  ) {}

  /**
   * The place of a column, of those that have to be there.
   * Only these names are shown: a file without a header has data in its first line.
   * @throws ExtractError when one is missing, or is there twice
   */
  finder(wanted: string[]): (name: string) => number {
    const { names, file } = this;
    const missing = wanted.filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new ExtractError(
        `${file}, line 1: expected the column${wanted.length === 1 ? "" : "s"} ${quoted(wanted)}, got none named ${quoted(missing)} among ${names.length}. ${this.hint(wanted, missing)}`,
      );
    const twice = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
    if (twice !== undefined)
      throw new ExtractError(
        `${file}, line 1: expected one column '${twice}', got it in columns ${names.indexOf(twice) + 1} and ${names.lastIndexOf(twice) + 1}. Rename or remove one.`,
      );
    return (name) => names.indexOf(name);
  }

  /** @throws BadValue when a row does not belong under this header */
  check(cells: string[]): void {
    checkBeginning(cells);
    const { names } = this;
    if (cells.length !== names.length) throw new BadValue(`expected ${names.length} cells, got ${cells.length}`);
    if (cells.every((cell, i) => cell === names[i])) throw new BadValue(`the header again: ${JOINED}`);
  }

  private hint(wanted: string[], missing: string[]): string {
    const { names } = this;
    const similar = missing.filter((name) => names.some((other) => isLike(other, name)));
    const separator = Object.keys(delimiterNames).find((sign) => names.length === 1 && names[0].includes(sign));
    if (separator) return `It is separated by ${delimiterNames[separator]}, and none of the names is there.`;
    if (similar.length > 0) return `Blanks and case of a name count: look at ${quoted(similar)}.`;
    if (missing.length === wanted.length) return "Is the header missing? The first line has to name the columns.";
    return "The first line has to name the columns.";
  }
}

/** @throws BadValue when a row begins with a byte-order mark: in the middle of a file it is another one's beginning */
export function checkBeginning(cells: string[]): void {
  if (cells[0].startsWith("\ufeff")) throw new BadValue(JOINED);
}

/** Whether a name is another but for blanks and case. */
export const isLike = (one: string, other: string): boolean => one.trim().toLowerCase() === other.toLowerCase();

// ---

const JOINED =
  "files were joined, each with its own header. Put them into a folder as they are, and name that as the source";

const NAMES_SHOWN = 10;

const quoted = (names: string[]): string =>
  firstOf(
    names.map((name) => `'${name}'`),
    NAMES_SHOWN,
  );
