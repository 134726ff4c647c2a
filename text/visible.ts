/**
 * Characters that change how text is read or shown without being seen: control characters (also the C1
 * ones, which some terminals obey), marks of direction (U+202E turns text round), line and paragraph
 * separators, the byte-order mark. Unicode Technical Report 36, section 2.
 */
// eslint-disable-next-line no-control-regex
const unseen = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A label, number or name for people: what could not be seen stands as `\u{202e}`. */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

/** The same of a whole text, whose line ends and tabs are meant. */
export const visibleLines = (text: string): string =>
  text.replace(unseen, (character) => (character === "\n" || character === "\t" ? character : visible(character)));
