import type { HeatMapCell } from "./heat-map";

/**
 * The two colour scales, of five steps each: blue for right, orange for wrong (ColorBrewer's Blues
 * and Oranges). Wrong steps are narrower, since errors are spread over many cells. A step is also
 * told by its lightness, and by the number in the cell: nothing hangs on colour alone.
 */
const scales = {
  right: { upTo: [0.2, 0.4, 0.6, 0.8, 1], colours: ["#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"] },
  wrong: { upTo: [0.05, 0.1, 0.2, 0.4, 1], colours: ["#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"] },
};

/** On a dark page the least steps are the darkest, so that what matters least does not glow; its ink on each. */
const dark: Record<Scale, [colour: string, ink: string][]> = {
  right: [
    ["#16232f", "#fff"],
    ["#1d3f5e", "#fff"],
    ["#2a6592", "#fff"],
    ["#4a93c7", "#000"],
    ["#9ecae1", "#000"],
  ],
  wrong: [
    ["#2b1c12", "#fff"],
    ["#54300f", "#fff"],
    ["#8a4a12", "#fff"],
    ["#d27a29", "#000"],
    ["#fdbe85", "#000"],
  ],
};

export type Scale = keyof typeof scales;

export const scaleNames: { scale: Scale; name: string }[] = [
  { scale: "right", name: "right, on the diagonal" },
  { scale: "wrong", name: "wrong, off it" },
];

/** The class of a cell, such as `r4` or `w1`; "" of an empty one, which has no colour. */
export function shade({ share, right }: HeatMapCell, isDiagonal: boolean): string {
  if (share === 0) return "";
  const [scale, value]: [Scale, number] = isDiagonal ? ["right", right] : ["wrong", share];
  return nameOf(
    scale,
    scales[scale].upTo.findIndex((limit) => value <= limit),
  );
}

/** What each step means, the lightest first: `0–20 %`. */
export function legend(scale: Scale): { shade: string; text: string }[] {
  const { upTo } = scales[scale];
  const percent = (share: number) => Math.round(share * 100);
  return upTo.map((limit, i) => ({
    shade: nameOf(scale, i),
    text: `${percent(upTo[i - 1] ?? 0)}–${percent(limit)} %`,
  }));
}

/** A style sheet that fills (SVG) or backs (HTML) each class with its colour, its text in black or white. */
export function shadeStyle(kind: "svg" | "html"): string {
  const rules = (Object.keys(scales) as Scale[]).flatMap((scale) =>
    scales[scale].colours.map((colour, i) => {
      const [name, ink] = [nameOf(scale, i), i === 4 ? "#fff" : "#000"];
      return kind === "svg"
        ? `.${name}{fill:${colour}}.${name}+text{fill:${ink}}`
        : `.${name}{background:${colour};color:${ink}}`;
    }),
  );
  if (kind === "svg") return rules.join("\n");
  const onDark = (Object.keys(dark) as Scale[]).flatMap((scale) =>
    dark[scale].map(([colour, ink], i) => `.${nameOf(scale, i)}{background:${colour};color:${ink}}`),
  );
  return [...rules, "@media(prefers-color-scheme:dark){", ...onDark, "}"].join("\n");
}

// ---

/** Short, since a map of 100 classes has 10,000 of them. */
const nameOf = (scale: Scale, step: number): string => `${scale[0]}${step + 1}`;
