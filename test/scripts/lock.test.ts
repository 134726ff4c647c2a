import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describeLock, isDead, locksOf } from "../../scripts/lock";
import { temporaryFolder } from "../temporary-folder";

const lock = { pid: process.pid, username: "ada", hostname: hostname(), timestamp: new Date().toISOString() };

describe("the lock of a stack", () => {
  const folder = temporaryFolder();

  it("is read from a file backend, and from no other", () => {
    const locks = join(folder(), ".pulumi", "locks", "organization", "ml-learn", "dev");
    assert.deepEqual(locksOf(`file://${folder()}`, "ml-learn", "dev"), []);
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "1.json"), JSON.stringify(lock));
    assert.deepEqual(locksOf(`file://${folder()}`, "ml-learn", "dev"), [lock]);
    assert.deepEqual(locksOf("s3://bucket", "ml-learn", "dev"), []);
  });

  it("is of the living while its process runs, or is on another machine", () => {
    assert.ok(!isDead(lock));
    assert.ok(!isDead({ ...lock, pid: 2 ** 22, hostname: "elsewhere" }));
  });

  it("is of the dead when its process has ended, or has a number that was given anew", async () => {
    const child = spawn("true");
    await once(child, "exit");
    assert.ok(isDead({ ...lock, pid: child.pid! }));
    assert.ok(isDead({ ...lock, timestamp: "2020-01-01T00:00:00Z" }));
  });

  it("says who holds it since when", () => {
    const text = describeLock({ ...lock, hostname: "host", pid: 7, timestamp: "2026-11-25T02:00:00.5Z" });
    assert.equal(text, "ada@host (process 7, since 2026-11-25 02:00:00)");
  });
});
