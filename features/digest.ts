import { createHash } from "node:crypto";

/** Between cells: U+001F, "unit separator". */
const SEPARATOR = "\u001f";

/**
 * The features digest: SHA-256, in hexadecimal, over three lines: the header, the number of rows,
 * the sum of the rows' SHA-256 modulo 2^256 (64 hexadecimal digits). Header and rows are their
 * cells as text joined by U+001F. So the order of rows, line ends, quoting and a byte-order mark
 * do not count, and each cell and each duplicate does.
 */
export class FeaturesDigest {
  rows = 0;
  /** The sum in eight words of 32 bits, most significant first; carried before a word can pass 2^53. */
  private readonly words = new Float64Array(8);

  constructor(private readonly header: string[]) {}

  /** Adds a row, given its cells joined by `FeaturesDigest.separator`. */
  add(row: string): void {
    const hash = createHash("sha256").update(row).digest();
    for (let i = 0; i < 8; i++) this.words[i] += hash.readUInt32BE(4 * i);
    if (++this.rows % 2 ** 20 === 0) this.carry();
  }

  digest(): string {
    this.carry();
    const sum = Array.from(this.words, (word) => word.toString(16).padStart(8, "0")).join("");
    return sha256([this.header.join(SEPARATOR), String(this.rows), sum].join("\n"));
  }

  static readonly separator = SEPARATOR;

  private carry(): void {
    for (let i = 7, carry = 0; i >= 0; i--) {
      const word = this.words[i] + carry;
      carry = Math.floor(word / 2 ** 32);
      this.words[i] = word % 2 ** 32;
    }
  }
}

/** The data set: these features under this schema, split so. */
export function datasetDigest(features: string, schema: string, split: string): string {
  return sha256([features, schema, split].join(SEPARATOR));
}

/**
 * The generation: what this recipe and these parameters learn from the data set. A recipe of ""
 * is the service's own; parameters count by name and value, in no order.
 */
export function generationDigest(
  dataset: string,
  recipe: string,
  modelType: string,
  parameters: Record<string, string>,
): string {
  const sorted = JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sha256([dataset, recipe, modelType, sorted].join(SEPARATOR));
}

// ---

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
