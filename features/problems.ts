import { visible } from "../text/visible";
import type { BadValue } from "./definition";
import { ExtractError } from "./extract/extract-error";
import { UnknownState } from "./row-reader";
import { count } from "../text/numbers";

const SHOWN = 20;
/** Of a reason that comes again and again, so many lines are named. */
const LINES_SHOWN = 3;

/** The bad rows of an extract: each reason with the first lines of it, and how many there are. */
export class Problems {
  private readonly reasons = new Map<string, { file: string; reason: string; lines: number[]; count: number }>();
  private readonly states = new Set<string>();
  private count = 0;

  add(file: string, line: number, problem: BadValue): void {
    const reason = problem.message;
    this.count++;
    if (problem instanceof UnknownState && this.states.size < 3) this.states.add(problem.label);
    const key = JSON.stringify([file, reason]);
    const known = this.reasons.get(key);
    if (known) {
      if (known.count++ < LINES_SHOWN) known.lines.push(line);
    } else if (this.reasons.size < SHOWN) this.reasons.set(key, { file, reason, lines: [line], count: 1 });
  }

  /** @param goodRows how many rows were good */
  throwIfAny(goodRows: number): void {
    if (this.count === 0) return;
    const all = [...this.reasons.values()];
    const told = all.reduce((sum, { count }) => sum + count, 0);
    const more = this.count > told ? [`  … and ${count(this.count - told)} more`] : [];
    const what = this.count === 1 ? "1 bad row" : `${count(this.count)} bad rows`;
    throw new ExtractError(
      [
        `${what} in the extract; mend or remove them and run again:`,
        ...all.map(described),
        ...more,
        ...hintAt([...this.states], goodRows),
      ].join("\n"),
    );
  }
}

// ---

/** Of a BINARY label with other names than 1 and 0; shown if just two: a single wrong cell may be a secret. */
function hintAt(states: string[], goodRows: number): string[] {
  if (states.length === 0) return [];
  const isPair = goodRows === 0 && states.length === 2;
  const seen = isPair ? `Seen as labels: ${states.map(shown).join(" and ")}. ` : "";
  const yes = isPair ? JSON.stringify(visible(states[0])) : '"…"';
  return [
    `  ${seen}Say in the definition which is 1, \`yes: ${yes}\`; more than two are a label of the type "CATEGORICAL".`,
  ];
}

const LONGEST_SHOWN = 40;
const shown = (label: string): string =>
  `'${visible(label.length > LONGEST_SHOWN ? `${label.slice(0, LONGEST_SHOWN)}…` : label)}'`;

/** `a.csv, lines 2, 3, 4 and 17 more: column 'n' is empty`. */
function described({
  file,
  reason,
  lines,
  count: all,
}: {
  file: string;
  reason: string;
  lines: number[];
  count: number;
}) {
  const rest = all > lines.length ? ` and ${count(all - lines.length)} more` : "";
  return `  ${file}, line${all === 1 ? "" : "s"} ${lines.join(", ")}${rest}: ${reason}`;
}
