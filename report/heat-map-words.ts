import type { Group, HeatMap, HeatMapRow } from "./heat-map";
import { count, percent, score } from "../text/numbers";
import { shortened } from "../text/shortened";

const LONGEST = 200;

/** A group as people read it: a class may be called Other itself. */
export const nameOf = ({ label, classes }: Group): string =>
  classes > 1 ? `Other (${classes} classes)` : shortened(label, LONGEST);

/** What it comes to, in a sentence. */
export const summary = ({ macroF1, count: rows }: Pick<HeatMap, "macroF1" | "count">): string =>
  `Macro F1 ${score(macroF1)} over ${count(rows)} held-out rows.`;

/** What the last row does not show: within `Other` only some are right. "" without it. */
export function otherInWords({ rows }: HeatMap): string {
  const last = rows.at(-1)!;
  return last.classes > 1
    ? `Other stands for ${last.classes} classes: of its rows ${percent(last.cells.at(-1)!.right)} % are right; its F1 is their mean.`
    : "";
}

/** The heat map in a few sentences, for those who cannot see it. */
export function inWords(map: HeatMap): string {
  const { rows } = map;
  const best = rows.filter(({ f1, classes }) => f1 !== undefined && classes === 1).sort((a, b) => b.f1! - a.f1!);
  const named = (row: HeatMapRow) => `${nameOf(row)} (F1 ${score(row.f1)})`;
  return [
    summary(map),
    ...(best.length > 1 ? [`Best known is ${named(best[0])}, least ${named(best[best.length - 1])}.`] : []),
    ...rows.map((row, i) => `${nameOf(row)}: ${percent(row.cells[i].right)} % right.`),
  ].join(" ");
}
