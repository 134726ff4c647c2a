import { openSync, closeSync, readSync } from "node:fs";

/** The image can't tell how the cells of a file are separated. */
export class DelimiterError extends Error {}

/**
 * How the image takes the cells of a file to be separated: by what Python's `csv.Sniffer` makes of its first line.
 * @throws DelimiterError
 */
export function csvDelimiterOf(file: string): string {
  const line = firstLineOf(file);
  const counts = new Map<string, number>();
  for (const character of line.trimEnd()) counts.set(character, (counts.get(character) ?? 0) + 1);
  const found = [...counts].filter(([character]) => character.charCodeAt(0) < 127);
  if (found.length === 0) throw new DelimiterError(`Could not determine delimiter on line ${line.slice(0, 50)}:\n`);
  // The sniffer's own order; without any of them it takes what there is most of.
  const preferred = [",", "\t", ";", " ", ":"].find((character) => counts.has(character));
  return preferred ?? found.sort(([a, n], [b, m]) => m - n || (a < b ? 1 : -1))[0][0];
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
