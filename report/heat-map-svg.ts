import { html, raw } from "hono/html";
import type { HeatMap, HeatMapRow } from "./heat-map";
import { inWords, nameOf, otherInWords } from "./heat-map-words";
import { text } from "./page";
import { legend, scaleNames, shade, shadeStyle } from "./shade";
import { count, percent, score } from "../text/numbers";
import { shortened } from "../text/shortened";

/**
 * Draws a heat map: true classes down, predicted ones across, then each true class's total and F1;
 * below, the totals of the predicted ones, and macro F1 in the corner.
 * @param title what it is of
 * @returns one SVG document that needs nothing else
 */
export function heatMapSvg(map: HeatMap, title: string): string {
  const { rows, columns } = map;
  const { cell: least, font, letters, share, hasCounts } = rows.length > DENSE ? small : large;
  const widthOf = (texts: string[]) => Math.ceil(Math.max(...texts.map(({ length }) => length)) * font * 0.62);
  const counts = columns.map((column) => `(${count(column.count)})`);
  const cell = { ...least, width: Math.max(least.width, hasCounts ? widthOf(counts) + 8 : 0) };
  const names = rows.map((row) => shortened(nameOf(row), letters));
  const y = Math.round(cell.height / 2 + font * 0.35);
  const left = widthOf([...names, "predicted total"]) + 16;
  const right = left + columns.length * cell.width;
  const totals = rows.map((row) => `${percent(row.share)} % (${count(row.count)})`);
  const total = right + widthOf(totals) + 20;
  const f1 = total + font * 5;
  const top = 56 + Math.round(widthOf(names) * 0.68);
  const bottom = top + rows.length * cell.height;
  const width = Math.max(f1 + 8, LEGEND_WIDTH);
  const height = bottom + 3 * font + 100;
  const middle = (column: number) => left + (column + 0.5) * cell.width;

  const label = (x: number, y: number, classes: string, content: string | number) =>
    html`<text x="${x}" y="${y}" class="${classes}">${content}</text>`;
  const cellsOf = ({ cells }: HeatMapRow, at: number) =>
    cells.map((one, column) => {
      const colour = shade(one, column === at);
      const number = html`<text x="${middle(column)}" y="${y}"${column === at ? raw(' class="b"') : ""}>${share(one.share)}</text>`;
      return colour
        ? html`<rect x="${left + column * cell.width}" width="${cell.width}" height="${cell.height}" class="${colour}"/>${number}`
        : number;
    });
  const lines = [
    ...rows.map((_, i) => `M${left} ${top + i * cell.height}H${right}`),
    ...columns.map((_, i) => `M${left + i * cell.width} ${top}V${bottom}`),
    `M${left} ${bottom}H${right}V${top}`,
  ];

  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="title description">
<title id="title">${title}</title>
<desc id="description">${inWords(map)}</desc>
<style>
text{font:${font}px sans-serif}
.m{text-anchor:middle}
.e{text-anchor:end}
.b{font-weight:bold}
.t{font-size:13px}
path{fill:none;stroke:#bbb}
${raw(shadeStyle("svg"))}
</style>
<rect width="100%" height="100%" fill="#fff"/>
${label(8, 22, "t b", title)}
${label(8, 40, "t", "Down: the true class. Across: the predicted one, in per cent of the row.")}
${names.map((name, i) => html`<text transform="translate(${middle(i) + 4},${top - 6}) rotate(-40)">${name}</text>\n`)}
${label(total, top - 6, "e b", "total")}
${label(f1, top - 6, "e b", "F1")}
${rows.map(
  (row, i) => html`<g transform="translate(0,${top + i * cell.height})">
${label(left - 8, y, "e", names[i])}
<g class="m">${cellsOf(row, i)}</g>
${label(total, y, "e", totals[i])}
${label(f1, y, "e", score(row.f1))}
</g>
`,
)}
<path d="${lines.join("")}"/>
<g transform="translate(0,${bottom})">
${label(left - 8, y, "e b", "predicted total")}
${columns.map((column, i) => label(middle(i), y, "m", share(column.share)))}
${hasCounts ? columns.map((_, i) => label(middle(i), y + font + 3, "m", counts[i])) : ""}
${label(total, y, "e", count(map.count))}
${label(f1, y, "e b", score(map.macroF1))}
${label(f1, y + font + 3, "e", "macro F1")}
</g>
${scaleNames.map(
  ({ name, scale }, i) => html`<g transform="translate(8,${height - 72 + i * 24})">
${label(0, 14, "t", name)}
${legend(scale).map((step, i) => html`<rect x="${150 + i * 76}" width="72" height="20" class="${step.shade}"/>${label(186 + i * 76, 14, "m t", step.text)}`)}
</g>
`,
)}
${label(8, height - 10, "t", otherInWords(map))}
</svg>
`;
  return text(picture);
}

// ---

const LEGEND_WIDTH = 550;
/** With more rows than this, all is drawn smaller, and shares are whole per cents. */
const DENSE = 20;
const large = { cell: { width: 54, height: 32 }, font: 13, letters: 24, share: percent, hasCounts: true };
const small = {
  cell: { width: 24, height: 16 },
  font: 9,
  letters: 30,
  share: (value: number) => (value === 0 ? "0" : value < 0.005 ? "<1" : String(Math.round(value * 100))),
  // They would not fit.
  hasCounts: false,
};
