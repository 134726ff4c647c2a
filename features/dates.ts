import { BadValue, type Feature } from "./definition";
import { argumentsOf } from "./options";
import type { Reading } from "./columns";
import { dateOf, ISO, patternOf, type WrittenDate } from "./date-format";

/** How the dates of a column are read. */
export interface DateReading extends Reading {
  /**
   * As Unicode Technical Standard 35 writes them, such as `dd.MM.yyyy HH:mm`: yyyy yy MMMM MMM MM M dd d EEE HH H hh h
   * mm ss SSS a XXX, text in quotes. Without them dates are those of ISO 8601.
   */
  formats?: string[];
  /** What becomes columns of their own; all of it unless it is said. */
  parts?: DatePart[];
}

export type DatePart = "year" | "month" | "weekday" | "hour";

/**
 * Columns with dates: of each its year, month, weekday, and hour where there is one, as `sent_year`, `sent_month`
 * (1 to 12), `sent_weekday` (Mon to Sun) and `sent_hour` (0 to 23). What fits none of the formats is refused.
 */
export function date(...columns: (string | DateReading)[]): Feature {
  const { names, options } = argumentsOf("date", columns, { formats: "list", parts: PARTS, missing: "list" });
  const { formats, parts = PARTS, missing = [] } = options;
  const read = dateReader(formats);
  const none = new Set(["", ...missing]);
  return {
    columns: names.flatMap((name) =>
      parts.map((part) => ({ name: `${name}_${part}`, type: part === "year" ? "NUMERIC" : "CATEGORICAL" })),
    ),
    from: names,
    ...(formats && { dateFormats: formats }),
    compute: (cells) =>
      cells.flatMap((cell, i) => {
        if (none.has(cell) || cell.trim() === "") return parts.map(() => undefined);
        const date = read(cell, names[i]);
        return parts.map((part) => partOf(date, part));
      }),
  };
}

/**
 * The reader of dates in these formats, the first that fits; without them, of ISO 8601.
 * @throws BadValue (the reader) when the text fits none, or is no day of the calendar
 */
export function dateReader(formats?: string[]): (cell: string, column: string) => WrittenDate {
  let patterns: RegExp[] | undefined;
  const expected = formats?.join(" or ") ?? "ISO 8601, such as 2026-11-28 or 2026-11-28T10:30";
  return (cell, column) => {
    // Not before: a format that can't be used is told with the definition's other mistakes.
    patterns ??= formats?.map(patternOf) ?? [ISO];
    const text = cell.trim();
    for (const pattern of patterns) {
      const found = pattern.exec(text);
      const date = found && dateOf(found.groups!);
      if (date) return date;
    }
    throw new BadValue(
      `column '${column}': expected a date (${expected}), got ${text.length} characters that are none${formats ? "" : '. Other forms are named in the definition, `formats: ["dd.MM.yyyy"]`'}`,
    );
  };
}

// ---

const PARTS: DatePart[] = ["year", "month", "weekday", "hour"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
function partOf(date: WrittenDate, part: DatePart): number | undefined | string {
  if (part !== "weekday") return date[part];
  return WEEKDAYS[new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()];
}
