import { count } from "./numbers";

/** `a, b and c`. */
export const joined = (parts: string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;

/** The first of many: `a, b, c and 1,204 more`. */
export function firstOf(names: string[], shown: number): string {
  const more = names.length > shown ? ` and ${count(names.length - shown)} more` : "";
  return names.slice(0, shown).join(", ") + more;
}
