import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import packageJson from "../package.json";

const readme = readFileSync("README.md", "utf8");
const tableUnder = (heading: string) =>
  readme
    .split(`## ${heading}\n`)[1]
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("| `"));

const documents = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" }).trim().split("\n");

/** The README's commands are run by test/long/readme.test.ts; here is what can be checked at once. */
describe("README", () => {
  it("shows the local service's help as it is", () => {
    const help = execFileSync(process.execPath, ["--require", "tsx/cjs", "local-aws/main.ts", "--help"], {
      encoding: "utf8",
    });
    assert.ok(readFileSync("local-aws/README.md", "utf8").includes(`\n${help}\`\`\``));
  });

  it("is short: what a page tells stands on that page", () => {
    const lines = readme.split("\n").length;
    assert.ok(lines >= 120 && lines <= 200, String(lines));
  });

  it("leads to files that are there, as do the other documents", () => {
    for (const document of documents)
      for (const [, link] of readFileSync(document, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g))
        assert.ok(existsSync(join(dirname(document), link)), `${document}: ${link}`);
  });

  it("names folders and npm scripts that exist", () => {
    for (const [, folder] of tableUnder("Files")
      .join("\n")
      .matchAll(/`([\w-]+\/|[\w-]+\.ts)`/g))
      assert.ok(existsSync(folder), folder);
    for (const [, script] of documents
      .map((file) => readFileSync(file, "utf8"))
      .join("")
      .matchAll(/npm run (?:-s )?([\w:]+)/g))
      assert.ok(script in packageJson.scripts, script);
  });

  it("does not name what only one machine has", () => {
    const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" })
      .split("\0")
      .filter((file) => file !== "" && existsSync(file));
    const machine = new RegExp(["/work", "/(main|shared)\\b|\\.\\./", "shared\\b"].join(""));
    for (const file of files) assert.doesNotMatch(readFileSync(file, "latin1"), machine, file);
  });
});
