import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";

/** A file that is not in the format of its content type, by its first line. */
export class FileFormatError extends Error {}

/**
 * How the image takes the cells of a file to be separated: by what Python's `csv.Sniffer` makes of its first line.
 * @throws FileFormatError
 */
export function csvDelimiterOf(file: string): string {
  const line = firstLineOf(file);
  const counts = new Map<string, number>();
  for (const character of line.trimEnd()) counts.set(character, (counts.get(character) ?? 0) + 1);
  const found = [...counts].filter(([character]) => character.charCodeAt(0) < 127);
  if (found.length === 0) throw new FileFormatError(`Could not determine delimiter on line ${line.slice(0, 50)}:\n`);
  // The sniffer's own order; without any of them it takes what there is most of.
  const preferred = [",", "\t", ";", " ", ":"].find((character) => counts.has(character));
  return preferred ?? found.sort(([a, n], [b, m]) => m - n || (a < b ? 1 : -1))[0][0];
}

/**
 * Checks that a file may be libsvm, as the image does; the library itself may crash on what is not.
 * @throws FileFormatError
 */
export function checkLibsvm(file: string): void {
  const line = firstLineOf(file).trim();
  // A label, perhaps with a weight, and what a row has by columns.
  if (/^[^\s:,]+(:[^\s:,]+)?(\s+\d+:[^\s:,]+)*(\s*#.*)?$/.test(line)) return;
  throw new FileFormatError(
    `First line '${line.slice(0, 50)}...' of file '${basename(file)}' is not 'LIBSVM' format. Please ensure the file is in 'LIBSVM' format.`,
  );
}

// ---

const FIRST_BYTES = 1 << 16;

function firstLineOf(file: string): string {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(FIRST_BYTES);
    return bytes.toString("utf8", 0, readSync(descriptor, bytes)).split("\n")[0];
  } finally {
    closeSync(descriptor);
  }
}
