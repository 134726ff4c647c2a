import { html } from "hono/html";
import type { PointsChart } from "./blocks";
import { chart, marginFor, WIDTH } from "./chart";
import type { Markup } from "./page";
import { figure } from "../text/numbers";

const HEIGHT = 240;

/** Groups of rows as points with their spread, and the line on which a good model has them or that joins them, dashed. */
export function pointsChart({ caption, x: across, y: up, line, points }: PointsChart): Markup {
  const [left, right] = ends(points.map(({ x }) => x));
  const [low, high] = ends([
    ...points.flatMap(({ y, spread = 0 }) => [y - spread, y + spread]),
    ...{ zero: [0], diagonal: [left, right], through: [] }[line],
  ]);
  const margin = marginFor(figure(low), figure(high));
  const [bottom, end] = [HEIGHT - 36, WIDTH - 8];
  const x = (value: number) => Math.round(margin + ((value - left) / (right - left)) * (end - margin));
  const y = (value: number) => Math.round(24 + ((high - value) / (high - low)) * (bottom - 32));
  const [start, goal] = line === "zero" ? [0, 0] : [left, right];
  const way =
    line === "through"
      ? points.map((point) => [point.x, point.y])
      : [
          [left, start],
          [right, goal],
        ];
  const path = `M${way.map(([across, up]) => `${x(across)} ${y(up)}`).join("L")}`;
  const words = points.map((point) => `${figure(point.x)}: ${figure(point.y)}`);
  return chart(
    HEIGHT,
    `${caption}. ${up} by ${across}: ${words.join("; ")}`,
    html`<path class="axis" d="M${margin - 8} 16V${bottom}H${WIDTH}" />
    <text x="0" y="10">${up}</text>
    <text x="0" y="${y(high) + 4}">${figure(high)}</text>
    <text x="0" y="${y(low) + 4}">${figure(low)}</text>
    <text x="${margin - 8}" y="${HEIGHT - 20}">${figure(left)}</text>
    <text x="${WIDTH}" y="${HEIGHT - 20}" text-anchor="end">${figure(right)}</text>
    <text x="${WIDTH}" y="${HEIGHT - 4}" text-anchor="end">${across}</text>
    <path class="noise" stroke-dasharray="4" fill="none" d="${path}" />
    ${points.map((point, i) => {
      const { spread = 0 } = point;
      const bar = `M${x(point.x)} ${y(point.y - spread)}V${y(point.y + spread)}`;
      return html`<path class="noise" d="${bar}" /><circle cx="${x(point.x)}" cy="${y(point.y)}" r="3"><title>${words[i]}</title></circle>`;
    })}`,
  );
}

// ---

/** Of an axis: apart, also where all values are equal. */
function ends(values: number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
