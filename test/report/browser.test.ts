import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { heatMap } from "../../report/heat-map";
import { heatMapSvg } from "../../report/heat-map-svg";
import heldOut from "./insurance-held-out.json";
import { accessibilityProblems, launchBrowser, openPage } from "../browser";

/** The pages that are kept in test/output, as a browser shows them. */
describe("report pages in a browser", () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const urlOf = (name: string) => pathToFileURL(join(__dirname, "..", "output", name)).href;

  for (const name of ["heat-map.html", "release.html", "release-binary.html", "release-regression.html"])
    for (const width of [360, 1280])
      it(`are fit for people with disabilities, and fit the screen: ${name}, ${width} px`, async () => {
        for (const colorScheme of ["light", "dark"] as const) {
          const page = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
          await page.goto(urlOf(name));
          assert.deepEqual(await accessibilityProblems(page), []);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
          await page.context().close();
        }
      });

  for (const [what, times] of [
    ["the sample's", 1],
    ["millions of", 600],
  ] as const)
    it(`show the heat map as a picture, of ${what} rows: every text within it, and none over another`, async () => {
      const { labels, counts } = heldOut.confusion;
      const many = { labels, counts: counts.map((row) => row.map((count) => count * times)) };
      const page = await openPage(browser, { viewport: { width: 1600, height: 900 } });
      await page.setContent(heatMapSvg(heatMap(many, 9), "F1 heat map"));
      const { outside, overlaps } = await page.evaluate(() => {
        const frame = document.querySelector("svg")!.getBoundingClientRect();
        const boxes = [...document.querySelectorAll("text")].map((text) => ({
          text: text.textContent,
          box: text.getBoundingClientRect(),
          isTurned: text.hasAttribute("transform"),
        }));
        const outside = boxes.filter(
          ({ box }) => box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom,
        );
        const level = boxes.filter(({ isTurned }) => !isTurned);
        const overlaps = level.flatMap((a, i) =>
          level
            .slice(i + 1)
            .filter(
              ({ box }) =>
                box.left < a.box.right &&
                a.box.left < box.right &&
                box.top < a.box.bottom - 2 &&
                a.box.top < box.bottom - 2,
            )
            .map((b) => `${a.text} / ${b.text}`),
        );
        return { outside: outside.map(({ text }) => text), overlaps };
      });
      assert.deepEqual({ outside, overlaps }, { outside: [], overlaps: [] });
      await page.context().close();
    });
});
