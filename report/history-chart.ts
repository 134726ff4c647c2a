import { html } from "hono/html";
import { shortDigest } from "../plan/identity";
import type { ServedOnce } from "../plan/ledger";
import { date } from "../plan/words";
import type { Markup } from "./page";
import { score } from "./words";

const [WIDTH, HEIGHT] = [560, 120];
const LETTER = 6.5;

/** How good what served was, each time that another generation began to serve: a line, oldest first. */
export function historyChart(history: ServedOnce[], metricName: string): Markup {
  const values = history.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 20 + Math.max(...values.map((value) => score(value).length)) * LETTER;
  const x = (i: number) => margin + (values.length < 2 ? 0.5 : i / (values.length - 1)) * (WIDTH - 2 * margin);
  const y = (value: number) => 20 + (high === low ? 0.5 : (high - value) / (high - low)) * (HEIGHT - 60);
  const points = values.map((value, i) => `${Math.round(x(i))} ${Math.round(y(value))}`);
  const words = history.map(
    ({ generation, since, value }) => `${date(since)} ${shortDigest(generation)}: ${score(value)}`,
  );
  return html`<svg
    class="chart"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    role="img"
    aria-label="${`${metricName} of what served: ${words.join("; ")}`}"
  >
    <path class="axis" d="M${margin - 8} 8V${HEIGHT - 28}H${WIDTH - margin + 8}" />
    <text x="0" y="${Math.round(y(high)) + 4}">${score(high)}</text>
    ${low === high ? "" : html`<text x="0" y="${Math.round(y(low)) + 4}">${score(low)}</text>`}
    <path d="M${points.join("L")}" />
    ${history.map(({ value }, i) => html`<circle cx="${Math.round(x(i))}" cy="${Math.round(y(value))}" r="3"><title>${words[i]}</title></circle>`)}
    <text x="${margin - 8}" y="${HEIGHT - 10}">${date(history[0].since)}</text>
    ${history.length < 2 ? "" : html`<text x="${WIDTH - margin + 8}" y="${HEIGHT - 10}" text-anchor="end">${date(history.at(-1)!.since)}</text>`}
  </svg>`;
}
