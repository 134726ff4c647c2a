import { html } from "hono/html";
import { scrolling, type Markup } from "./page";

/**
 * A table that scrolls by itself on a narrow screen. The first cell of a row names it.
 * @param columns their headings; one that ends in `#` is of numbers, which stand to the right
 */
export function table(caption: string, columns: string[], rows: string[][]): Markup {
  const right = (column: number) => columns[column].endsWith("#") && html` class="n"`;
  const hasHead = columns.some((name) => name !== "");
  return scrolling(
    caption,
    html`<table>
<caption>${caption}</caption>
${hasHead ? html`<thead><tr>${columns.map((name, i) => (name ? html`<th scope="col"${right(i)}>${name.replace(/#$/, "")}</th>` : html`<td></td>`))}</tr></thead>` : ""}
<tbody>
${rows.map(
  ([first, ...cells]) =>
    html`<tr><th scope="row">${first}</th>${cells.map((cell, i) => html`<td${right(i + 1)}>${cell}</td>`)}</tr>
`,
)}</tbody>
</table>`,
  );
}
