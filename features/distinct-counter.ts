const KEPT = 1024;

/**
 * How many different values there are, in memory that does not grow with them: exact under 2,048,
 * else an estimate with a standard error of 3 %. The order of the values and how often each comes
 * make no difference, so equal data have equal counts.
 *
 * Of values with evenly spread hashes the smallest ones are kept; the more values, the denser they
 * lie (Bar-Yossef et al. 2002, "Counting distinct elements in a data stream", algorithm 1).
 */
export class DistinctCounter {
  private hashes = new Set<number>();
  /** Hashes from here on are no longer among the smallest. */
  private bound = Infinity;
  /** Small whole numbers are most of all cells: seen or not, without a hash. */
  private readonly seen = new Uint8Array(256);

  add(value: string | number): void {
    if (typeof value === "number" && value >= 0 && value < 256 && Number.isInteger(value)) {
      if (this.seen[value] === 1) return;
      this.seen[value] = 1;
    }
    const hash = typeof value === "number" ? hashNumber(value) : hashText(value);
    if (hash >= this.bound) return;
    this.hashes.add(hash);
    if (this.hashes.size === 2 * KEPT) this.prune();
  }

  get isExact(): boolean {
    return this.bound === Infinity;
  }

  count(): number {
    if (this.isExact) return this.hashes.size;
    this.prune();
    return Math.round((KEPT - 1) / (this.bound / 2 ** 53));
  }

  private prune(): void {
    const smallest = Float64Array.from(this.hashes).sort().subarray(0, KEPT);
    this.hashes = new Set(smallest);
    this.bound = smallest[KEPT - 1];
  }
}

// ---

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

function hashNumber(value: number): number {
  // -0 is 0.
  double[0] = value + 0;
  return finish(halves[0] ^ 0xdeadbeef, halves[1] ^ 0x41c6ce57);
}

/** Two lanes over the characters (cyrb53, public domain). */
function hashText(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return finish(a, b);
}

/** 53 bits that depend on all bits of both lanes. */
function finish(a: number, b: number): number {
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0) * 2 ** 21 + (a >>> 11);
}
