import { count, counted } from "../text/numbers";
import { visible } from "../text/visible";

/** With more different values a column is no category whose spellings a person would compare. */
const MAX_VALUES = 10_000;

/**
 * A value as a person sees it: blanks at its ends are gone, others are one, characters that can't be seen are gone,
 * and letters of one form (Unicode Standard Annex 15, NFKC) are the same, as `é` of one character and of two are.
 */
export const normalised = (value: string): string =>
  value
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, (sign) => (/\s/.test(sign) ? " " : ""))
    .replace(/\s+/g, " ")
    .trim();

/** Values that people cannot tell apart: how they are seen, and each spelling with its rows. */
export interface LookAlike {
  seen: string;
  spellings: { value: string; rows: number }[];
}

/** Counts the values of a column, to find those that look alike. */
export class LookAlikeCounter {
  private readonly rows = new Map<string, number>();

  add(value: string): void {
    const known = this.rows.get(value);
    if (known !== undefined) this.rows.set(value, known + 1);
    else if (this.rows.size <= MAX_VALUES) this.rows.set(value, 1);
  }

  result(): LookAlike[] {
    return this.rows.size > MAX_VALUES ? [] : lookAlikesOf([...this.rows]);
  }
}

/** Those among values that look alike, the ones with the most rows first. */
export function lookAlikesOf(rows: [value: string, rows: number][]): LookAlike[] {
  const seen = new Map<string, LookAlike>();
  for (const [value, count] of rows) {
    const key = normalised(value);
    if (!seen.has(key)) seen.set(key, { seen: key, spellings: [] });
    seen.get(key)!.spellings.push({ value, rows: count });
  }
  const all = [...seen.values()].filter(({ spellings }) => spellings.length > 1);
  const total = ({ spellings }: LookAlike) => spellings.reduce((sum, { rows }) => sum + rows, 0);
  return all.sort((a, b) => total(b) - total(a) || (a.seen < b.seen ? -1 : 1));
}

const SHOWN = 3;

/** With what only looks like another letter or blank as its number: `Cafe\u{301}`. */
const spelling = (value: string): string =>
  visible(value).replace(/\p{M}|(?! )\s/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);

/**
 * What to say of a column's look-alikes; undefined when it has none.
 * @param isShown whether its values may be shown: classes are no secret, values of a column may be
 */
export function lookAlikeWords(column: string, found: LookAlike[], isShown: boolean): string | undefined {
  if (found.length === 0) return undefined;
  const spelt = ({ spellings }: LookAlike) =>
    spellings.map(({ value, rows }) => `"${spelling(value)}" (${counted(rows, "row")})`).join(" and ");
  const shown = isShown ? `: ${found.slice(0, SHOWN).map(spelt).join("; ")}` : "";
  const more = isShown && found.length > SHOWN ? ` and ${count(found.length - SHOWN)} more` : "";
  const values = found.reduce((sum, { spellings }) => sum + spellings.length, 0);
  return `${counted(values, "value")} of ${column} look like ${found.length === 1 ? "1" : count(found.length)}, by blanks or letters that can't be told apart${shown}${more}. To make them one: \`normalise\` in the definition.`;
}
