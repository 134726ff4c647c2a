import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { commitAtHand, person } from "../../resources/git";

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

  it("is the machine's user where git knows nobody", () => {
    assert.equal(person("/nowhere"), userInfo().username);
  });
});
