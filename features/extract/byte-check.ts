import { isUtf8 } from "node:buffer";
import { ExtractError } from "./extract-error";
import { kindOf } from "./file-kind";

/** Bytes that are no text, and the line they are on. */
export interface Damage {
  line: number;
  what: "not UTF-8" | "NUL";
}

/** Looks at a file's bytes on their way: which are the first that are no text? */
export class ByteCheck {
  damage: Damage | undefined;
  /** Bytes of a line whose end has not come yet. */
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;
  /** `\n`, or `\r` in a file without: what ends a line. */
  private end = 0x0a;

  constructor(private readonly file: string) {}

  /** Hands the chunks on; `damage` speaks of all whole lines that went by. */
  async *watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let isFirst = true;
    for await (const chunk of chunks) {
      const kind = isFirst ? kindOf(chunk) : undefined;
      if (kind)
        throw new ExtractError(`${this.file}: expected CSV in UTF-8, got ${kind.what}. ${kind.advice}, and run again.`);
      if (isFirst && !chunk.includes(0x0a)) this.end = 0x0d;
      isFirst = false;
      // A line end is never a part of another character, so text can be cut there.
      const [first, last] = [chunk.indexOf(this.end) + 1, chunk.lastIndexOf(this.end) + 1];
      if (first > 0) {
        this.check(Buffer.concat([this.rest, chunk.subarray(0, first)]));
        this.check(chunk.subarray(first, last));
        this.rest = Buffer.alloc(0);
      }
      this.rest = Buffer.concat([this.rest, chunk.subarray(last)]);
      yield chunk;
    }
    this.check(this.rest);
  }

  private check(lines: Buffer): void {
    if (this.damage) return;
    const isDamaged = isNoText(lines);
    for (let at = 0; at < lines.length; this.line++) {
      const end = lines.indexOf(this.end, at);
      const next = end < 0 ? lines.length : end + 1;
      const what = isDamaged && isNoText(lines.subarray(at, next));
      if (what) {
        this.damage = { line: this.line, what };
        return;
      }
      at = next;
    }
  }
}

// ---

function isNoText(bytes: Buffer): Damage["what"] | undefined {
  if (bytes.includes(0)) return "NUL";
  return isUtf8(bytes) ? undefined : "not UTF-8";
}
