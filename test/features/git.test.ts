import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { commitAtHand, committed, person } from "../../features/git";

describe("what git knows of a run", () => {
  const folder = mkdtempSync(join(tmpdir(), "git-"));
  after(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });

  it("is nothing outside of a repository", () => {
    assert.equal(commitAtHand(folder), undefined);
  });

  it("is who works there, the commit, and whether there is more than it", () => {
    git("init", "-q");
    assert.equal(commitAtHand(folder), undefined);
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.com");
    assert.equal(person(folder), "Ada <ada@example.com>");
    git("commit", "-q", "--allow-empty", "-m", "one");
    assert.match(commitAtHand(folder)!, /^[0-9a-f]{12}$/);
    writeFileSync(join(folder, "more"), "");
    assert.match(commitAtHand(folder)!, /^[0-9a-f]{12}, and changes that are not committed$/);
  });

  it("is when a file was committed, as long as it is as git has it", () => {
    const file = join(folder, "rows.csv");
    writeFileSync(file, "a");
    assert.equal(committed([file]), undefined);
    git("add", "rows.csv");
    git("-c", "user.name=Ada", "commit", "-q", "-m", "two", "--date=2020-01-01T00:00:00Z");
    assert.ok(Math.abs(Date.now() - committed([file])!.getTime()) < 60_000);
    writeFileSync(file, "b");
    assert.equal(committed([file]), undefined);
    assert.equal(committed([file, join(folder, "more")]), undefined);
  });

  it("is the machine's user where git knows nobody", () => {
    assert.equal(person("/nowhere"), userInfo().username);
  });
});
