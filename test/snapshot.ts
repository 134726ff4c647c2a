import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "output");

/**
 * Holds pictures and pages against those that are kept in git. One that differs is written beside
 * it as `NAME-changed`, for the eye; to take it, rename it.
 */
export function assertSnapshots(texts: Record<string, string>): void {
  const others = Object.entries(texts).filter(([name, text]) => {
    const path = join(folder, name);
    const changed = join(folder, name.replace(/(?=\.\w+$)/, "-changed"));
    const isSame = existsSync(path) && readFileSync(path, "utf8") === text;
    if (isSame) rmSync(changed, { force: true });
    else writeFileSync(changed, text);
    return !isSame;
  });
  const names = others.map(([name]) => name).join(", ");
  assert.equal(names, "", `others than in test/output: look at their -changed files, and rename those that are right`);
}
