import { seedFrom } from "./random";

/** Which part of the rows a data source takes: Amazon ML's `DataRearrangement`, read. */
export interface Split {
  strategy: "sequential" | "random";
  /** Per cent, 0 <= percentBegin < percentEnd <= 100. */
  percentBegin: number;
  percentEnd: number;
  /** Take exactly the rows that the rest of the split leaves. */
  complement: boolean;
  randomSeed: string;
}

export const wholeFile: Split = {
  strategy: "sequential",
  percentBegin: 0,
  percentEnd: 100,
  complement: false,
  randomSeed: "",
};

/**
 * A test for rows, given the number of rows in all. It takes a row's index and its byte offset,
 * both counted over all files of the input.
 *
 * Ranges are half-open, so that adjacent ones share no row; every row is on one side, also a bad
 * one, so that the two halves of a split stay disjoint. A `random` split depends on seed and byte
 * offset alone, as the Developer Guide says of Amazon ML's.
 */
export function splitter(split: Split, rows: number): (index: number, offset: number) => boolean {
  const { percentBegin, percentEnd, complement } = split;
  if (split.strategy === "sequential") {
    const begin = Math.floor((rows * percentBegin) / 100);
    const end = Math.floor((rows * percentEnd) / 100);
    return (index) => (index >= begin && index < end) !== complement;
  }
  const seed = seedFrom(split.randomSeed);
  return (_, offset) => {
    const percent = (mix(offset, seed) / 2 ** 32) * 100;
    return (percent >= percentBegin && percent < percentEnd) !== complement;
  };
}

// ---

/** 32 well-mixed bits of an offset up to 2^53 and a seed (murmur3's finalizer, twice). */
function mix(offset: number, seed: number): number {
  return scramble(scramble(seed ^ (offset >>> 0)) ^ Math.floor(offset / 2 ** 32)) >>> 0;
}

function scramble(bits: number): number {
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
