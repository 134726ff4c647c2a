import { html } from "hono/html";
import { metricName } from "../plan/gate";
import type { Block } from "./blocks";
import { heatMapTable } from "./heat-map-html";
import { historyChart } from "./history-chart";
import { scrolling, type Markup } from "./page";
import { pointsChart } from "./points-chart";
import { table } from "./table";

/** The pieces of a report as the body of a page. */
export const blocksHtml = (blocks: Block[]): Markup =>
  html`${blocks.map(
    (block) => html`${blockHtml(block)}
`,
  )}`;

// ---

function blockHtml(block: Block): Markup {
  switch (block.kind) {
    case "heading":
      return html`<h2>${block.text}</h2>`;
    case "paragraph":
      return html`<p>${block.isStrong ? html`<strong>${block.text}</strong>` : block.text}</p>`;
    case "lines":
      return html`<pre>${block.lines.join("\n")}</pre>`;
    case "facts":
      return table(block.caption, ["", ""], block.facts);
    case "table":
      return table(block.caption, block.columns, block.rows);
    case "folded":
      return html`<details><summary>${block.summary}</summary>
${blockHtml(block.table)}
</details>`;
    case "history": {
      const name = metricName(block.metric);
      return scrolling(`${name} of what served`, historyChart(block.served, name, block.noise));
    }
    case "points":
      return scrolling(block.chart.caption, pointsChart(block.chart));
    case "heatMap":
      return html`<h2>${block.title}</h2>
${heatMapTable(block.map)}`;
  }
}
