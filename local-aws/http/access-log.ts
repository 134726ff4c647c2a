import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** One API call: what was asked, of what, and how it ended. */
export interface Access {
  operation: string;
  /** Entity id, or bucket/key. */
  id: string;
  status: number;
  ms: number;
}

export interface Call {
  operation: string;
  id: string;
  /** To be called when it is known who asks for what: here it meets the trouble that was asked for. */
  begun: () => Promise<void>;
  /** To be called right before the answer is sent, so that no answered call is missing in the log. */
  answered: (status: number) => void;
}

const MAX_BYTES = 64e6;

/** Appends a JSON line per API call; a large file becomes `<file>.1`. A full disk costs the line, not the answer. */
export class AccessLog {
  private descriptor: number;
  private size: number;

  constructor(
    private readonly file: string,
    private readonly now: () => Date,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.descriptor = openSync(file, "a", 0o600);
    this.size = fstatSync(this.descriptor).size;
  }

  write(access: Access): void {
    try {
      if (this.size > this.maxBytes) this.turn();
      this.size += writeSync(this.descriptor, `${JSON.stringify({ time: this.now().toISOString(), ...access })}\n`);
    } catch (error) {
      console.error("The access log cannot be written:", (error as Error).message);
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private turn(): void {
    renameSync(this.file, `${this.file}.1`);
    const next = openSync(this.file, "a", 0o600);
    closeSync(this.descriptor);
    this.descriptor = next;
    this.size = 0;
  }
}
