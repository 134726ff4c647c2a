import { rowTotals, type Confusion } from "../learning/confusion";
import { f1Scores } from "../learning/metrics";

/** Amazon ML's heat map: who is taken for whom. Shares are from 0 to 1. */
export interface HeatMap {
  /** True classes, the most frequent of the held-out rows first; `Other` last, if there are more. */
  rows: HeatMapRow[];
  /** Predicted classes, in the same order. */
  columns: HeatMapColumn[];
  count: number;
  macroF1: number;
}

export interface HeatMapRow extends Group {
  count: number;
  share: number;
  /** Undefined of a class without rows. Of `Other` the mean of its classes. */
  f1: number | undefined;
  cells: HeatMapCell[];
}

export interface HeatMapColumn extends Group {
  /** Rows for which it was predicted, and their share of all. */
  count: number;
  share: number;
}

export interface HeatMapCell {
  count: number;
  share: number;
  /** Share of the row for which the very class was predicted: less than `share` only within `Other`. */
  right: number;
}

export interface Group {
  label: string;
  /** How many classes it stands for: more than 1 of `Other` only. */
  classes: number;
}

/**
 * The heat map of a confusion: as Amazon ML's console, the most frequent classes and `Other`.
 * @param top how many classes have a row; with one more than that, all have
 */
export function heatMap(confusion: Confusion, top: number): HeatMap {
  const { labels, counts } = confusion;
  const f1 = f1Scores(counts);
  const totals = rowTotals(confusion);
  const columnTotals = counts.map((_, column) => sum(counts.map((row) => row[column])));
  const count = sum(totals);
  const order = labels
    .map((_, place) => place)
    // A class that neither occurs nor is predicted tells nothing.
    .filter((place) => totals[place] + columnTotals[place] > 0)
    .sort((a, b) => totals[b] - totals[a] || (labels[a] < labels[b] ? -1 : 1));
  const shown = order.length <= top + 1 ? order : order.slice(0, top);
  const rest = order.slice(shown.length);
  const groups = [...shown.map((place) => [place]), ...(rest.length > 0 ? [rest] : [])];
  const named = (places: number[]): Group => ({
    label: places.length > 1 ? "Other" : labels[places[0]],
    classes: places.length,
  });

  const rows = groups.map((places): HeatMapRow => {
    const rowCount = sum(places.map((place) => totals[place]));
    const shareOf = (value: number) => (rowCount === 0 ? 0 : value / rowCount);
    return {
      ...named(places),
      count: rowCount,
      share: rowCount / count,
      f1: mean(places.flatMap((place) => f1[place] ?? [])),
      cells: groups.map((columns): HeatMapCell => {
        const cellCount = sum(places.flatMap((row) => columns.map((column) => counts[row][column])));
        const rightCount = columns === places ? sum(places.map((place) => counts[place][place])) : 0;
        return { count: cellCount, share: shareOf(cellCount), right: shareOf(rightCount) };
      }),
    };
  });
  const columns = groups.map((places): HeatMapColumn => {
    const columnCount = sum(places.map((place) => columnTotals[place]));
    return { ...named(places), count: columnCount, share: columnCount / count };
  });
  return { rows, columns, count, macroF1: mean(f1.filter((score) => score !== undefined))! };
}

// ---

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function mean(values: number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}
