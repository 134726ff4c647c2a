import { ExtractError } from "./extract/extract-error";

const SHOWN = 20;

/** The bad rows of an extract: the first few with their place and reason, and how many there are. */
export class Problems {
  private readonly shown: string[] = [];
  private count = 0;

  add(file: string, line: number, reason: string): void {
    if (this.count++ < SHOWN) this.shown.push(`  ${file}, line ${line}: ${reason}`);
  }

  throwIfAny(): void {
    if (this.count === 0) return;
    const more =
      this.count > this.shown.length ? [`  … and ${(this.count - this.shown.length).toLocaleString("en")} more`] : [];
    const what = this.count === 1 ? "1 bad row" : `${this.count.toLocaleString("en")} bad rows`;
    throw new ExtractError(
      [`${what} in the extract; mend or remove them and run again:`, ...this.shown, ...more].join("\n"),
    );
  }
}
