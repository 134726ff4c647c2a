import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";

/** A file of features: what is known of its bytes. */
export interface FeaturesFileFacts {
  /** Without the header. */
  rows: number;
  sizeInBytes: number;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
}

const LINES_A_WRITE = 500;

/** A features file that is being written: lines are gathered and written many at once. */
export class FeaturesFile {
  private readonly sha256 = createHash("sha256");
  private lines: string[];
  private facts = { rows: 0, sizeInBytes: 0 };

  private constructor(
    private readonly handle: FileHandle,
    header: string,
  ) {
    this.lines = [header];
  }

  static async create(path: string, header: string): Promise<FeaturesFile> {
    return new FeaturesFile(await open(path, "wx"), header);
  }

  add(line: string): void {
    this.lines.push(line);
    this.facts.rows++;
  }

  /** Writes what was gathered, if that is a good deal; to be awaited now and then. */
  async flush(atLeast = LINES_A_WRITE): Promise<void> {
    if (this.lines.length < atLeast || this.lines.length === 0) return;
    const bytes = Buffer.from(this.lines.join("\n") + "\n");
    this.lines = [];
    this.facts.sizeInBytes += bytes.length;
    this.sha256.update(bytes);
    await this.handle.writeFile(bytes);
  }

  async finish(): Promise<FeaturesFileFacts> {
    await this.flush(1);
    return { ...this.facts, sha256: this.sha256.digest("hex") };
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
