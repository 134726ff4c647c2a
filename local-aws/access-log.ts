import { closeSync, openSync, writeSync } from "node:fs";

/** One API call: what was asked, of what, and how it ended. */
export interface Access {
  operation: string;
  /** Entity id, or bucket/key. */
  id: string;
  status: number;
  ms: number;
}

/** A call that is being answered, for the log. */
export interface Call {
  operation: string;
  id: string;
  /** To be called right before the answer is sent, so that no answered call is missing in the log. */
  answered: (status: number) => void;
}

/** Appends a JSON line per API call to a file. A full disk costs the line, not the answer. */
export class AccessLog {
  private readonly descriptor: number;

  constructor(
    file: string,
    private readonly now: () => Date,
  ) {
    this.descriptor = openSync(file, "a");
  }

  write(access: Access): void {
    try {
      writeSync(this.descriptor, `${JSON.stringify({ time: this.now().toISOString(), ...access })}\n`);
    } catch (error) {
      console.error("The access log cannot be written:", error);
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
