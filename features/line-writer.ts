import { stringify } from "csv-stringify/sync";
import { BadValue } from "./definition";
import { count } from "../text/numbers";

/** "At most 100 KB per observation" (Developer Guide, "Understanding the Data Format for Amazon ML"). */
const MAX_ROW_BYTES = 100 * 1024;
/** Amazon ML reads its input line by line, whatever the quotes say; U+001F is the digest's own; the others are no text. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\n-\x1f]/;
const NEEDS_QUOTES = /[",]/;

/** The header's line of a features file. */
export const headerLine = (names: string[]): string => stringify([names]).trimEnd();

/**
 * Writes rows of features as lines of CSV, without line ends.
 *
 * csv-stringify takes 4 to 8 us for 26 cells (measured), most of a run; nearly all cells are
 * numbers and labels. So it gets only those cells that need quotes, each label once.
 */
export class LineWriter {
  private readonly labels = new Map<string, string>();

  constructor(private readonly columns: string[]) {}

  /**
   * @param cells one for each column, the label first
   * @param joined the same, joined by `SEPARATOR`
   * @throws BadValue when the service could not read the line
   */
  line(cells: (string | number)[], joined: string): string {
    // A blank line would be no row.
    if (joined === "") return '""';
    const line = NEEDS_QUOTES.test(joined) ? this.quoted(cells) : cells.join(",");
    if (CONTROL.test(line)) this.refuseControl(cells);
    if (line.length > MAX_ROW_BYTES / 4) this.refuseLong(cells, line);
    return line;
  }

  private quoted(cells: (string | number)[]): string {
    return cells.map((cell, i) => (i === 0 ? this.label(String(cell)) : quote(cell))).join(",");
  }

  private label(label: string): string {
    let text = this.labels.get(label);
    if (text === undefined) this.labels.set(label, (text = String(quote(label))));
    return text;
  }

  private refuseLong(cells: (string | number)[], line: string): void {
    const bytes = Buffer.byteLength(line);
    if (bytes <= MAX_ROW_BYTES) return;
    const sizes = cells.map((cell) => Buffer.byteLength(String(cell)));
    const longest = Math.max(...sizes);
    throw new BadValue(
      `column '${this.columns[sizes.indexOf(longest)]}' has ${count(longest)} bytes: expected at most 100 KB in a row, got ${count(bytes)}`,
    );
  }

  private refuseControl(cells: (string | number)[]): void {
    const at = cells.findIndex((cell) => CONTROL.test(String(cell)));
    const isLineEnd = /[\r\n]/.test(String(cells[at]));
    throw new BadValue(
      `column '${this.columns[at]}': expected text on one line, got a ${isLineEnd ? "line end" : "control character"} in it`,
    );
  }
}

// ---

function quote(cell: string | number): string | number {
  if (typeof cell === "number" || !NEEDS_QUOTES.test(cell)) return cell;
  return stringify([[cell]]).slice(0, -1);
}
