import type { ServedOnce } from "../plan/ledger";
import type { HeatMap } from "./heat-map";

/** A piece of a report. What is said stands in it once; `blocks-html` and `blocks-markdown` draw it. */
export type Block =
  | { kind: "heading"; text: string }
  | { kind: "paragraph"; text: string; isStrong?: true }
  | { kind: "lines"; lines: string[] }
  /** What something is, name by name. */
  | { kind: "facts"; caption: string; facts: [name: string, value: string][] }
  | TableBlock
  /** Shown when it is asked for. */
  | { kind: "folded"; summary: string; table: TableBlock }
  | { kind: "history"; served: ServedOnce[]; metric: string; noise?: number }
  /** On a page only: a table says the same. */
  | { kind: "points"; chart: PointsChart }
  /** On a page only. */
  | { kind: "heatMap"; title: string; map: HeatMap };

/** Groups of rows as points, beside the line on which a good model has them, or a curve through them. */
export interface PointsChart {
  caption: string;
  x: string;
  y: string;
  line: "diagonal" | "zero" | "through";
  /** `spread`: as far to both sides of `y`. */
  points: { x: number; y: number; spread?: number }[];
}

export interface TableBlock {
  kind: "table";
  caption: string;
  /** Headings; one that ends in `#` is of numbers, which stand to the right. */
  columns: string[];
  /** The first cell of a row names it. */
  rows: string[][];
}

export const heading = (text: string): Block => ({ kind: "heading", text });

export const paragraph = (text: string): Block => ({ kind: "paragraph", text });

export const table = (caption: string, columns: string[], rows: string[][]): TableBlock => ({
  kind: "table",
  caption,
  columns,
  rows,
});
