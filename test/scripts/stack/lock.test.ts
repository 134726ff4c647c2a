import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, relative } from "node:path";
import { root } from "../../../scripts/stack/environment";
import { describeLock, isDead, locksOf } from "../../../scripts/stack/lock";
import { temporaryFolder } from "../../temporary-folder";

const lock = { pid: process.pid, username: "ada", hostname: hostname(), timestamp: new Date().toISOString() };

describe("the lock of a stack", () => {
  const folder = temporaryFolder();
  let pulumi: ChildProcess;
  before(() => {
    pulumi = spawn("bash", ["-c", "exec -a pulumi sleep 60"], { stdio: "ignore" });
  });
  after(() => pulumi.kill());

  it("is read from a file backend, however that is written, and from no other", () => {
    const locks = join(folder(), ".pulumi", "locks", "organization", "ml-learn", "dev");
    assert.deepEqual(locksOf(`file://${folder()}`, "ml-learn", "dev"), []);
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "1.json"), JSON.stringify(lock));
    writeFileSync(join(locks, "2.json"), "{half");
    for (const path of [folder(), relative(root, folder()), `~/${relative(homedir(), folder())}`])
      assert.deepEqual(locksOf(`file://${path}`, "ml-learn", "dev"), [lock], path);
    assert.deepEqual(locksOf("s3://bucket", "ml-learn", "dev"), []);
  });

  it("is of the living while its process runs, is on another machine, or can't be looked at", async () => {
    const alive = { ...lock, pid: pulumi.pid! };
    assert.ok(!isDead(alive));
    assert.ok(!isDead({ ...alive, pid: 2 ** 22, hostname: "elsewhere" }));
    const { PATH } = process.env;
    try {
      process.env.PATH = "/nonexistent";
      assert.ok(!isDead(alive));
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("is of the dead when its process has ended, or its number is another program's", async () => {
    const child = spawn("true");
    await once(child, "exit");
    assert.ok(isDead({ ...lock, pid: child.pid! }));
    const other = spawn("sleep", ["60"]);
    try {
      assert.ok(isDead({ ...lock, pid: other.pid! }));
    } finally {
      other.kill();
    }
  });

  it("says who holds it since when", () => {
    const text = describeLock({ ...lock, hostname: "host", pid: 7, timestamp: "2026-11-25T02:00:00.5Z" });
    assert.equal(text, "ada@host (process 7, since 2026-11-25 02:00:00)");
  });
});
