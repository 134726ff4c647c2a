import assert from "node:assert/strict";
import { legend, scaleNames, shade, shadeStyle } from "../../report/shade";

/** Relative luminance, 0 to 1 (WCAG 2, "relative luminance"): what is left of a colour in black and white. */
function luminance(colour: string): number {
  const [r, g, b] = colour
    .replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3")
    .match(/[0-9a-f]{2}/g)!
    .map((channel) => parseInt(channel, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the heat map's shades", () => {
  const [onLight, onDark] = shadeStyle("html").split("@media(prefers-color-scheme:dark){");
  const rulesOf = (style: string) =>
    [...style.matchAll(/^\.(\w\d)\{background:(#\w+);color:(#\w+)\}$/gm)].map(([, name, back, ink]) => ({
      name,
      back: luminance(back),
      ink: luminance(ink),
    }));
  const rules = rulesOf(onLight);

  it("can be told apart in black and white: each step is darker than the last", () => {
    for (const scale of ["r", "w"]) {
      const steps = rules.filter(({ name }) => name.startsWith(scale)).map(({ back }) => back);
      assert.equal(steps.length, 5);
      for (let i = 1; i < steps.length; i++) assert.ok(steps[i] < steps[i - 1] * 0.9, `${scale}${i + 1}`);
      const dark = rulesOf(onDark).filter(({ name }) => name.startsWith(scale));
      // On a dark page the other way round: what matters least does not glow.
      assert.ok(dark.length === 5 && dark[0].back < 0.02);
      for (let i = 1; i < dark.length; i++) assert.ok(dark[i].back > dark[i - 1].back * 1.1, `${scale}${i + 1}, dark`);
    }
  });

  it("can be read: the number stands out 4.5 to 1 from each (WCAG 2, AA)", () => {
    for (const { name, back, ink } of [...rules, ...rulesOf(onDark)]) {
      const [light, dark] = [Math.max(back, ink), Math.min(back, ink)];
      assert.ok((light + 0.05) / (dark + 0.05) >= 4.5, name);
    }
  });

  it("go by what is right on the diagonal, and by what is wrong off it", () => {
    const cell = (share: number, right = 0) => ({ count: 1, share, right });
    assert.equal(shade(cell(0.9, 0.3), true), "r2");
    assert.equal(shade(cell(0.9), false), "w5");
    assert.equal(shade(cell(0), false), "");
    assert.deepEqual(
      scaleNames.map(({ scale }) => legend(scale).map(({ text }) => text)),
      [
        ["0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %"],
        ["0–5 %", "5–10 %", "10–20 %", "20–40 %", "40–100 %"],
      ],
    );
  });
});
