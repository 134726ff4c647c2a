import { html, raw } from "hono/html";
import type { HeatMap, HeatMapCell } from "./heat-map";
import { nameOf, otherInWords, summary } from "./heat-map-words";
import { scrolling, type Markup } from "./page";
import { legend, scaleNames, shade } from "./shade";
import { count, percent, score } from "../text/numbers";

/** The heat map as a table of its own cells: to be read aloud, copied, and scrolled on a phone. */
export function heatMapTable(map: HeatMap): Markup {
  const { rows, columns } = map;
  // A cell's end tag may be left out: a map of 100 classes has 10,000 of them.
  const cellOf = (cell: HeatMapCell, isDiagonal: boolean) => {
    // A cell of nothing recedes: what was mistaken is what one looks for.
    const colour = shade(cell, isDiagonal) || "z";
    const text = percent(cell.share);
    return html`<td${raw(` class="${colour}"`)}>${isDiagonal ? html`<b>${text}</b>` : text}`;
  };
  const cells = html`<table class="map">
<caption>Down: the true class. Across: the predicted one, in per cent of the row; right ones are bold.</caption>
<thead>
<tr><td></td>${columns.map((column) => html`<th scope="col">${nameOf(column)}</th>`)}<th scope="col">total</th><th scope="col">F1</th></tr>
</thead>
<tbody>
${rows.map(
  (
    row,
    i,
  ) => html`<tr><th scope="row">${nameOf(row)}</th>${row.cells.map((cell, column) => cellOf(cell, i === column))}<td>${percent(row.share)} % (${count(row.count)})<td>${score(row.f1)}</tr>
`,
)}
</tbody>
<tfoot>
<tr><th scope="row">predicted total</th>${columns.map(({ share, count: rows }) => html`<td>${percent(share)}<br>(${count(rows)})`)}<td>${count(map.count)}<td><b>${score(map.macroF1)}</b></tr>
</tfoot>
</table>`;
  return html`<p>${summary(map)} ${otherInWords(map)}</p>
${scrolling("F1 heat map", cells)}
<table class="legend">
<caption>What the colours mean</caption>
${scaleNames.map(
  ({
    scale,
    name,
  }) => html`<tr><th scope="row">${name}</th>${legend(scale).map((step) => html`<td class="${step.shade}">${step.text}</td>`)}</tr>
`,
)}
</table>`;
}
