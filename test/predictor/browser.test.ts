import assert from "node:assert/strict";
import { serve, type ServerType } from "@hono/node-server";
import type { Browser } from "playwright-core";
import { numeric } from "../../features/columns";
import { predictorPage } from "../../predictor/page";
import { accessibilityProblems, launchBrowser, openPage } from "../browser";
import { appWith } from "./predictor";

/** As the page's users have it: a form, a keyboard, a phone, a dark room. */
describe("the predictor page in a browser", () => {
  let browser: Browser;
  let server: ServerType;
  let url: string;

  before(async () => {
    browser = await launchBrowser();
    url = await new Promise((resolve) => {
      server = serve({ fetch: appWith().fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}/`),
      );
    });
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  it("works by keyboard alone and without script", async () => {
    const page = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(url);
    await page.keyboard.press("Tab");
    await page.keyboard.type("WXY5678");
    await page.keyboard.press("Enter");
    await page.waitForSelector("tbody");
    assert.equal(page.url(), url, "the number stays out of the address");
    assert.deepEqual(await page.locator("tbody tr").first().allInnerTexts(), ["CO HEALTH FIRST\t0.700\t"]);
    assert.equal(await page.getByLabel("Enter Insurance Number").inputValue(), "WXY5678");
    assert.equal(await page.locator("tbody tr").count(), 5);
    await page.context().close();
  });

  it("highlights the first three, for eyes too", async () => {
    const page = await openPage(browser);
    await page.goto(`${url}WXY5678`);
    const looks = await page.locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => {
        const { backgroundColor } = getComputedStyle(row);
        return `${getComputedStyle(row.children[1]).fontWeight} ${backgroundColor}`;
      }),
    );
    assert.equal(new Set(looks.slice(0, 3)).size, 1);
    assert.equal(looks[3], looks[4]);
    assert.notEqual(looks[0], looks[3]);
    assert.match(looks[0], /^700 /);
    await page.context().close();
  });

  it("keeps the answer in sight where a form has thirty fields, on a phone too", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `field_${i + 1}`);
    const row = Object.fromEntries(names.map((name) => [name, "1"]));
    const definition = {
      name: "tumour",
      label: { name: "diagnosis", type: "CATEGORICAL" as const },
      features: [numeric(...names)],
      examples: [row, row],
    };
    const ranked = ["benign", "malignant"].map((label, i) => ({ label, probability: i === 0 ? 0.9 : 0.1 }));
    for (const width of [390, 1280]) {
      const page = await openPage(browser, { viewport: { width, height: 800 } });
      await page.setContent(predictorPage({ definition, row, answer: { ranked } }));
      const [answer, button] = [page.getByText("malignant"), page.getByRole("button", { name: "Predict" })];
      assert.ok((await answer.boundingBox())!.y < 500);
      assert.ok((await button.boundingBox())!.y > (width > 1000 ? 500 : 1500));
      assert.ok(await page.getByRole("link", { name: "2" }).isVisible());
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.context().close();
    }
  });

  it("shows a wrong number's reason at its field", async () => {
    const page = await openPage(browser);
    await page.goto(url);
    await page.getByLabel("Enter Insurance Number").fill("W*1");
    await page.getByRole("button", { name: "Predict" }).click();
    assert.equal(
      await page.getByRole("alert").innerText(),
      "Expected digits and letters A-Z, got another character at place 2.",
    );
    const field = page.getByLabel("Enter Insurance Number");
    assert.equal(await field.getAttribute("aria-describedby"), await page.getByRole("alert").getAttribute("id"));
    await page.context().close();
  });

  for (const [width, name] of [
    [360, "phone"],
    [1280, "desktop"],
  ] as const)
    for (const colorScheme of ["light", "dark"] as const)
      it(`is fit for people with disabilities, and fits the screen: ${name}, ${colorScheme}`, async () => {
        const page = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
        const shots: Buffer[] = [];
        for (const path of ["", "WXY5678", "W12", "W*", "heat-map.html", "nowhere/at/all"]) {
          await page.goto(url + path);
          assert.deepEqual(await accessibilityProblems(page), [], path);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `${path} is ${overflow} px wider than the screen`);
          shots.push(await page.screenshot());
        }
        // What is drawn is drawn: no page is empty, and no two are the same.
        assert.equal(new Set(shots.map((shot) => shot.toString("base64"))).size, shots.length);
        await page.context().close();
      });

  it("lets the browser run and load nothing but what it allows", async () => {
    const page = await openPage(browser, { bypassCSP: false });
    const refused: string[] = [];
    page.on("console", (message) => refused.push(message.text()));
    await page.goto(`${url}heat-map.html`);
    assert.deepEqual(refused, []);
    const colour = await page
      .locator("td.r5")
      .first()
      .evaluate((cell) => getComputedStyle(cell).backgroundColor);
    assert.equal(colour, "rgb(8, 81, 156)");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => "ran" in window), false);
    assert.match(refused.join("\n"), /Content Security Policy/);
    await page.context().close();
  });
});
