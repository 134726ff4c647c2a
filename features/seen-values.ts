import { sha256Bytes, wordAt } from "./digest";

/** With more of them, a new one is nothing to speak of. */
const MAX_VALUES = 1000;

/**
 * The values of a column that were learned from, as the state keeps them: of each, 16 bits of a hash. That tells nearly
 * all values that are new (beside 1,000 known ones, 98.5 %). Who guesses a value can find it confirmed: of `revealing`
 * columns there is none.
 */
export class SeenValues {
  private readonly hashes = new Set<number>();

  add(value: string): void {
    if (value !== "" && this.hashes.size <= MAX_VALUES) this.hashes.add(hashOf(value));
  }

  /** Four hexadecimal digits a value, sorted; undefined when there are too many, or none. */
  result(): string | undefined {
    if (this.hashes.size === 0 || this.hashes.size > MAX_VALUES) return undefined;
    return [...this.hashes]
      .sort((a, b) => a - b)
      .map((hash) => hash.toString(16).padStart(4, "0"))
      .join("");
  }
}

/** Tells whether a value was among them. */
export function seenReader(seen: string): (value: string) => boolean {
  const hashes = new Set(seen.match(/.{4}/g));
  return (value) => hashes.has(hashOf(value).toString(16).padStart(4, "0"));
}

// ---

const hashOf = (value: string): number => wordAt(sha256Bytes(value), 0) >>> 16;
