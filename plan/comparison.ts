import type { Changes } from "./changes";
import { firstOf } from "../text/lists";
import { count, percent } from "../text/numbers";

export interface ComparisonLimits {
  /** Share of the rows, 0 to 1. */
  maximumRowDrop?: number;
  /** Difference of a class's share of the rows, 0 to 1. */
  maximumShareMove?: number;
  goneClasses: "warn" | "stop";
}

/** From here on a person should look. */
const WARNED = { rowDrop: 0.1, shareMove: 0.05 };
const SHOWN = 3;

/** What is odd about new features beside those that serve, and what of it is too much. */
export function compare(changes: Changes, limits: ComparisonLimits): { warnings: string[]; stops: string[] } {
  const { maximumRowDrop = Infinity, maximumShareMove = Infinity, goneClasses } = limits;
  const [warnings, stops]: string[][] = [[], []];
  const { rows, classes, shares } = changes;
  const report = (what: string, isTooMuch: boolean, isOdd: boolean, key: string) => {
    if (isTooMuch) stops.push(`${what} (ml-learn:${key})`);
    else if (isOdd) warnings.push(what);
  };
  const drop = 1 - rows.after / rows.before;
  report(
    `Rows are down by ${percent(drop)} % since what serves: ${count(rows.before)} -> ${count(rows.after)}`,
    drop > maximumRowDrop,
    drop > WARNED.rowDrop,
    "maximumRowDrop",
  );
  const { gone } = classes;
  if (gone.length > 0)
    report(
      `${gone.length === 1 ? "A class that serves has" : `${count(gone.length)} classes that serve have`} no rows any more: ${firstOf(gone, SHOWN)}`,
      goneClasses === "stop",
      true,
      "goneClasses",
    );
  const move = (share: Changes["shares"][number]) => Math.abs(share.after - share.before);
  const isTooMuch = (share: Changes["shares"][number]) => move(share) > maximumShareMove;
  const moved = shares.filter((share) => isTooMuch(share) || move(share) > WARNED.shareMove);
  if (moved.length > 0)
    report(
      `Shares of classes moved: ${firstOf(
        moved.map(({ label, before, after }) => `${label} ${percent(before)} % -> ${percent(after)} %`),
        SHOWN,
      )}`,
      moved.some(isTooMuch),
      true,
      "maximumShareMove",
    );
  return { warnings, stops };
}
