import { ExtractError } from "./extract/extract-error";

const SHOWN = 20;
/** Of a reason that comes again and again, so many lines are named. */
const LINES_SHOWN = 3;

/** The bad rows of an extract: each reason with the first lines of it, and how many there are. */
export class Problems {
  private readonly reasons = new Map<string, { file: string; reason: string; lines: number[]; count: number }>();
  private count = 0;

  add(file: string, line: number, reason: string): void {
    this.count++;
    const key = JSON.stringify([file, reason]);
    const known = this.reasons.get(key);
    if (known) {
      if (known.count++ < LINES_SHOWN) known.lines.push(line);
    } else if (this.reasons.size < SHOWN) this.reasons.set(key, { file, reason, lines: [line], count: 1 });
  }

  throwIfAny(): void {
    if (this.count === 0) return;
    const all = [...this.reasons.values()];
    const told = all.reduce((sum, { count }) => sum + count, 0);
    const more = this.count > told ? [`  … and ${(this.count - told).toLocaleString("en")} more`] : [];
    const what = this.count === 1 ? "1 bad row" : `${this.count.toLocaleString("en")} bad rows`;
    throw new ExtractError(
      [`${what} in the extract; mend or remove them and run again:`, ...all.map(described), ...more].join("\n"),
    );
  }
}

// ---

/** `a.csv, lines 2, 3, 4 and 17 more: column 'n' is empty`. */
function described({ file, reason, lines, count }: { file: string; reason: string; lines: number[]; count: number }) {
  const rest = count > lines.length ? ` and ${(count - lines.length).toLocaleString("en")} more` : "";
  return `  ${file}, line${count === 1 ? "" : "s"} ${lines.join(", ")}${rest}: ${reason}`;
}
