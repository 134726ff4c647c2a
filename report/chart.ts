import { html } from "hono/html";
import type { Markup } from "./page";

/** Narrow enough for a phone. */
export const WIDTH = 340;
const LETTER = 6.5;

/** Where the axis across begins: to the left of it stand these numbers. */
export const marginFor = (...numbers: string[]): number =>
  12 + Math.max(...numbers.map(({ length }) => length)) * LETTER;

/** A picture of this height that says in `label` what it shows, for those who cannot see it. */
export const chart = (height: number, label: string, content: Markup): Markup => html`<svg
    class="chart"
    viewBox="0 0 ${WIDTH} ${height}"
    width="${WIDTH}"
    role="img"
    aria-label="${label}"
  >
    ${content}
  </svg>`;
