import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";

export interface FeaturesFileFacts {
  /** Without the header. */
  rows: number;
  sizeInBytes: number;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
}

const LINES_A_WRITE = 500;
const CHARACTERS_A_WRITE = 1 << 20;

/** A features file that is being written: lines are gathered and written many at once. */
export class FeaturesFile {
  private readonly sha256 = createHash("sha256");
  private lines: string[];
  private characters = 0;
  private facts = { rows: 0, sizeInBytes: 0 };

  private constructor(
    private readonly handle: FileHandle,
    header: string,
  ) {
    this.lines = [header];
  }

  /** For its owner's eyes only: it holds what the extract holds. */
  static async create(path: string, header: string): Promise<FeaturesFile> {
    return new FeaturesFile(await open(path, "wx", 0o600), header);
  }

  add(line: string): void {
    this.lines.push(line);
    this.characters += line.length;
    this.facts.rows++;
  }

  /** Writes what was gathered, if that is a good deal; to be awaited now and then. */
  async flush(): Promise<void> {
    if (this.lines.length >= LINES_A_WRITE || this.characters >= CHARACTERS_A_WRITE) await this.write();
  }

  async finish(): Promise<FeaturesFileFacts> {
    await this.write();
    return { ...this.facts, sha256: this.sha256.digest("hex") };
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async write(): Promise<void> {
    if (this.lines.length === 0) return;
    const bytes = Buffer.from(this.lines.join("\n") + "\n");
    this.lines = [];
    this.characters = 0;
    this.facts.sizeInBytes += bytes.length;
    this.sha256.update(bytes);
    await this.handle.writeFile(bytes);
  }
}
