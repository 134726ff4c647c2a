import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wordAt } from "./digest";

const PARTITIONS = 256;
const NUMBERS_A_RECORD = 3;
const RECORDS_A_BUFFER = 128;

/**
 * Records of three numbers, gathered by a hash, in memory that does not grow with them: a partition
 * goes to the disk once it has many. So equal hashes can be counted partition by partition; of 100
 * million records each has 400,000.
 */
export class HashPartitions {
  private readonly buffers = Array.from(
    { length: PARTITIONS },
    () => new Float64Array(NUMBERS_A_RECORD * RECORDS_A_BUFFER),
  );
  private readonly lengths = new Uint32Array(PARTITIONS);
  private readonly isOnDisk = new Uint8Array(PARTITIONS);

  /** @param folder for temporary files; made when it is needed */
  constructor(private readonly folder: string) {}

  /**
   * Adds a record; its first number is `hashNumber(hash)`.
   * @param hash of `sha256Bytes`
   */
  add(hash: string, second: number, third: number): void {
    // Byte 31 chooses the partition: the first ones are in the number.
    const partition = hash.charCodeAt(31);
    const buffer = this.buffers[partition];
    let at = this.lengths[partition];
    buffer[at++] = hashNumber(hash);
    buffer[at++] = second;
    buffer[at++] = third;
    this.lengths[partition] = at;
    if (at === buffer.length) this.spill(partition);
  }

  /** The records, partition by partition, three numbers each. */
  *partitions(): Generator<Float64Array> {
    for (let partition = 0; partition < PARTITIONS; partition++) yield this.read(partition);
  }

  private spill(partition: number): void {
    if (!this.isOnDisk.includes(1)) mkdirSync(this.folder, { recursive: true });
    appendFileSync(this.file(partition), new Uint8Array(this.buffers[partition].buffer));
    this.isOnDisk[partition] = 1;
    this.lengths[partition] = 0;
  }

  private read(partition: number): Float64Array {
    const inMemory = this.buffers[partition].subarray(0, this.lengths[partition]);
    if (!this.isOnDisk[partition]) return inMemory;
    const bytes = readFileSync(this.file(partition));
    const records = new Float64Array(bytes.length / 8 + inMemory.length);
    new Uint8Array(records.buffer).set(bytes);
    records.set(inMemory, bytes.length / 8);
    return records;
  }

  private file(partition: number): string {
    return join(this.folder, `hashes-${partition}`);
  }
}

/** The first 53 bits of a hash of `sha256Bytes`. */
export const hashNumber = (hash: string): number => wordAt(hash, 0) * 2 ** 21 + (wordAt(hash, 4) >>> 11);
