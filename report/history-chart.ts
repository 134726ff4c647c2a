import { html } from "hono/html";
import { isError } from "../plan/gate";
import type { ServedOnce } from "../plan/ledger";
import { chart, marginFor, WIDTH } from "./chart";
import type { Markup } from "./page";
import { shortDigest } from "../text/short-digest";
import { date } from "../text/dates";
import { score } from "../text/numbers";

const HEIGHT = 150;

/** How good what served was, at each switch, oldest first, and how far chance may move the last. Of two at least. */
export function historyChart(history: ServedOnce[], metricName: string, noise = 0): Markup {
  const values = history.map(({ value }) => value);
  const last = history.at(-1)!;
  const [low, high] = axis(values, noise, isError(last.metric));
  const margin = marginFor(score(low), score(high));
  const x = (i: number) => Math.round(margin + (i / (values.length - 1)) * (WIDTH - margin - 20));
  const y = (value: number) => Math.round(12 + ((high - value) / (high - low)) * (HEIGHT - 52));
  const points = values.map((value, i) => `${x(i)} ${y(value)}`);
  const words = history.map(
    ({ generation, since, value }) => `${date(since)} ${shortDigest(generation)}: ${score(value)}`,
  );
  const [end, top, bottom] = [x(values.length - 1), y(last.value + noise), y(last.value - noise)];
  return chart(
    HEIGHT,
    `${metricName} of what served: ${words.join("; ")}`,
    html`<path class="axis" d="M${margin - 8} 8V${HEIGHT - 34}H${WIDTH}" />
    <text x="0" y="${y(high) + 4}">${score(high)}</text>
    <text x="0" y="${y(low) + 4}">${score(low)}</text>
    ${noise > 0 ? html`<path class="noise" d="M${end} ${top}V${bottom}M${end - 4} ${top}h8M${end - 4} ${bottom}h8" />` : ""}
    <path d="M${points.join("L")}" />
    ${history.map(({ value }, i) => html`<circle cx="${x(i)}" cy="${y(value)}" r="3"><title>${words[i]}</title></circle>`)}
    <text x="${margin - 8}" y="${HEIGHT - 14}">${date(history[0].since)}</text>
    <text x="${WIDTH}" y="${HEIGHT - 14}" text-anchor="end">${date(last.since)}</text>`,
  );
}

// ---

/** The ends of the axis of values: far enough apart that what chance does is no cliff, and no share is over 1. */
function axis(values: number[], noise: number, isOfErrors: boolean): [low: number, high: number] {
  const [least, most] = [Math.min(...values, values.at(-1)! - noise), Math.max(...values, values.at(-1)! + noise)];
  const span = Math.max(most - least, 6 * noise, isOfErrors ? most / 5 : 0.1) || 1;
  const high = Math.min((least + most + span) / 2, isOfErrors ? Infinity : 1);
  const low = Math.max(0, high - span);
  return [low, low + span];
}
