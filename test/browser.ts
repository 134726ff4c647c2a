import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import axe from "axe-core";

/** A Chromium that comes as an npm package: no root, no download. */
export async function launchBrowser(): Promise<Browser> {
  // Its own arguments are for small machines, where the browser ends with its first session.
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ["--no-sandbox"], headless: true });
}

/** A page in a session of its own. Scripts of the test's may run in it, whatever its policy says. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  return context.newPage();
}

/** What axe-core finds wrong with a page for people with disabilities: rule and element, a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
