/** What a UBJSON document holds. Arrays of one type are typed arrays. */
export type Ubjson = null | boolean | number | string | UbjsonArray | { [key: string]: Ubjson };
export type UbjsonArray = Ubjson[] | Numbers;
type Numbers = Int8Array | Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/** Bytes that are no UBJSON, or not whole. */
export class UbjsonError extends Error {}

/**
 * Reads Universal Binary JSON (https://ubjson.org), draft 12, as XGBoost writes it: big-endian, objects without a count,
 * arrays with one, and those of one type with its marker.
 * @throws UbjsonError that says at which byte
 */
export function parseUbjson(bytes: Buffer): Ubjson {
  const reader = new Reader(bytes);
  const value = reader.value(reader.marker());
  reader.end();
  return value;
}

// ---

/** XGBoost's own documents are nested 7 deep. */
const MAX_DEPTH = 64;

interface Scalar {
  bytes: number;
  read: (bytes: Buffer, at: number) => number | bigint;
  array: new (length: number) => Numbers;
}

const scalars: Record<string, Scalar> = {
  i: { bytes: 1, read: (bytes, at) => bytes.readInt8(at), array: Int8Array },
  U: { bytes: 1, read: (bytes, at) => bytes.readUInt8(at), array: Uint8Array },
  I: { bytes: 2, read: (bytes, at) => bytes.readInt16BE(at), array: Int16Array },
  l: { bytes: 4, read: (bytes, at) => bytes.readInt32BE(at), array: Int32Array },
  L: { bytes: 8, read: (bytes, at) => bytes.readBigInt64BE(at), array: BigInt64Array },
  d: { bytes: 4, read: (bytes, at) => bytes.readFloatBE(at), array: Float32Array },
  D: { bytes: 8, read: (bytes, at) => bytes.readDoubleBE(at), array: Float64Array },
};

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly bytes: Buffer) {}

  marker(): string {
    return String.fromCharCode(this.bytes[this.take(1)]);
  }

  end(): void {
    if (this.at < this.bytes.length) throw this.wrong("the end");
  }

  value(marker: string): Ubjson {
    if (Object.hasOwn(scalars, marker)) return this.scalar(marker);
    if (marker === "Z") return null;
    if (marker === "T" || marker === "F") return marker === "T";
    if (marker === "S") return this.text();
    if (marker !== "{" && marker !== "[") throw this.wrong("a value");
    if (++this.depth > MAX_DEPTH) throw this.wrong(`at most ${MAX_DEPTH} values in each other`);
    const value = marker === "{" ? this.object() : this.array();
    this.depth--;
    return value;
  }

  private object(): Ubjson {
    const entries: [string, Ubjson][] = [];
    while (!this.skip("}")) entries.push([this.text(), this.value(this.marker())]);
    return Object.fromEntries(entries);
  }

  private array(): UbjsonArray {
    const type = this.skip("$") ? this.marker() : undefined;
    if (!this.skip("#")) {
      if (type !== undefined) throw this.wrong("the number of elements");
      const values: Ubjson[] = [];
      while (!this.skip("]")) values.push(this.value(this.marker()));
      return values;
    }
    const count = this.size();
    if (type === undefined) return this.list(count, () => this.value(this.marker()));
    if (!Object.hasOwn(scalars, type)) return this.list(count, () => this.value(type));
    const { bytes, read, array } = scalars[type];
    const begin = this.take(count * bytes);
    const numbers = new array(count);
    for (let i = 0; i < count; i++) numbers[i] = read(this.bytes, begin + i * bytes);
    return numbers;
  }

  private list(count: number, next: () => Ubjson): Ubjson[] {
    // Each has a byte at least: a number that is too large must not take memory first.
    if (count > this.bytes.length - this.at) throw this.wrong(`${count} elements`);
    return Array.from({ length: count }, next);
  }

  private text(): string {
    const length = this.size();
    const begin = this.take(length);
    return this.bytes.toString("utf8", begin, begin + length);
  }

  private size(): number {
    const marker = this.marker();
    const size = "iUIlL".includes(marker) ? this.scalar(marker) : -1;
    if (size < 0) throw this.wrong("a length");
    return size;
  }

  private scalar(marker: string): number {
    const { bytes, read } = scalars[marker];
    return Number(read(this.bytes, this.take(bytes)));
  }

  private skip(marker: string): boolean {
    if (this.bytes[this.at] !== marker.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  /** Goes on by that many bytes; gives where they begin. */
  private take(count: number): number {
    if (count > this.bytes.length - this.at) throw this.wrong(`${count} more bytes`);
    this.at += count;
    return this.at - count;
  }

  private wrong(expected: string): UbjsonError {
    return new UbjsonError(`Expected ${expected} at byte ${this.at} of ${this.bytes.length} of the UBJSON document`);
  }
}
