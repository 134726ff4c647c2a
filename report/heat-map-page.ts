import { html } from "hono/html";
import { heading } from "./blocks";
import { blocksHtml } from "./blocks-html";
import type { HeatMap } from "./heat-map";
import { heatMapTable } from "./heat-map-html";
import { mistakesTable } from "./mistakes-table";
import { page } from "./page";
import type { Mistake } from "./release";

/**
 * The heat map as a page of its own, and below it the pairs of classes that are mixed up most often: in the
 * map most of them are hidden in `Other`.
 * @param links where one may go from here: words, by address
 */
export const heatMapPage = (
  map: HeatMap,
  title: string,
  { mistakes = [], links = {} }: { mistakes?: Mistake[]; links?: Record<string, string> } = {},
): string =>
  page(
    title,
    html`${heatMapTable(map)}
${mistakes.length === 0 ? "" : blocksHtml([heading("The most confused pairs"), mistakesTable(mistakes)])}
<p>${Object.entries(links).map(([address, words]) => html`<a href="${address}">${words}</a> `)}</p>`,
  );
