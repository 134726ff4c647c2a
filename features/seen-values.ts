import { sha256Bytes, wordAt } from "./digest";

/** With more of them, a new one is nothing to speak of. */
const MAX_VALUES = 1000;

/**
 * The values of a column that were learned from, as the state keeps them: of each, 16 bits of a hash. That tells nearly
 * all values that are new (beside 1,000 known ones, 98.5 %). Who guesses a value can find it confirmed: of `revealing`
 * columns there is none.
 */
export class SeenValues {
  private readonly values = new Set<string>();

  /** Hashes come at the end: one a cell would be most of the work on a row. */
  add(value: string): void {
    if (value !== "" && this.values.size <= 2 * MAX_VALUES) this.values.add(value);
  }

  /** Four hexadecimal digits a value, sorted; undefined when there are too many, or none. */
  result(): string | undefined {
    const hashes = new Set([...this.values].map(hashOf));
    if (hashes.size === 0 || hashes.size > MAX_VALUES) return undefined;
    return [...hashes]
      .sort((a, b) => a - b)
      .map((hash) => hash.toString(16).padStart(4, "0"))
      .join("");
  }
}

/** Tells whether a value was among them. */
export function seenReader(seen: string): (value: string) => boolean {
  const hashes = new Set(seen.match(/.{4}/g)!.map((digits) => Number.parseInt(digits, 16)));
  const told = new Map<string, boolean>();
  return (value) => {
    const known = told.get(value);
    if (known !== undefined) return known;
    const isSeen = hashes.has(hashOf(value));
    if (told.size < MAX_VALUES) told.set(value, isSeen);
    return isSeen;
  };
}

// ---

const hashOf = (value: string): number => wordAt(sha256Bytes(value), 0) >>> 16;
