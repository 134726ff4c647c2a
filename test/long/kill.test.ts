import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Clone } from "../integration/clone";

/** All processes that run in a folder (Linux). */
function processesIn(folder: string): number[] {
  const lines = execFileSync("sh", ["-c", "ls -l /proc/[0-9]*/cwd 2>/dev/null || true"], { encoding: "utf8" }).split(
    "\n",
  );
  return lines
    .filter((line) => line.endsWith(`-> ${folder}`))
    .map((line) => Number(/\/proc\/(\d+)\/cwd/.exec(line)![1]));
}

const commandOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
};

describe("an engine that is killed while a model trains", function () {
  this.timeout(5 * 60_000);
  const clone = new Clone();
  before(() => clone.init(3000));
  after(async () => {
    // The language host, which the killed engine left behind.
    for (const pid of processesIn(clone.folder)) {
      try {
        process.kill(pid);
      } catch {
        // It has ended meanwhile.
      }
    }
    await clone.remove();
  });

  it("leaves nobody behind who goes on creating, and the next up takes the training up", async () => {
    // Long enough to be met in the middle.
    await clone.succeed("config", "set", "ml-learn:maxPasses", "1500");
    const environment = { ...process.env, ...clone.environment };
    const up = spawn("npx", ["pulumi", "up", "--yes", "--skip-preview"], {
      cwd: clone.folder,
      env: environment,
      stdio: "ignore",
    });
    const log = () => readFileSync(join(clone.data, "access.log"), "utf8");
    for (;;) {
      await sleep(200);
      try {
        if (log().includes('"CreateMLModel"')) break;
      } catch {
        // The service is not up yet.
      }
    }
    await sleep(1000);
    const engine = processesIn(clone.folder).find((pid) => /versions\/.*\/bin\/pulumi up/.test(commandOf(pid)))!;
    process.kill(engine, "SIGKILL");
    await new Promise((resolve) => up.once("exit", resolve));
    const isOfTheRun = (pid: number) => /dynamic-provider|cmd\/run/.test(commandOf(pid));
    for (let waited = 0; processesIn(clone.folder).some(isOfTheRun); waited++) {
      assert.ok(waited < 150, "the program or its provider is still there after 30 s");
      await sleep(200);
    }
    assert.ok(!log().includes('"CreateEvaluation"'));
    clone.mutations();
    // It holds the lock still, and ml:load tells that nobody does any more.
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:load"]);
    assert.equal(status, 0, output);
    assert.match(
      output,
      /\(process \d+, since .*\) ended without giving back the lock of the stack dev: it is cleared/,
    );
    const operations = clone.mutations();
    // The repeated CreateMLModel is Amazon ML's idempotent repeat: it meets the same model.
    assert.deepEqual(operations.filter((operation) => operation === "CreateEvaluation").length, 1);
    assert.equal((await clone.outputs()).AWS_ML_MODEL_ID, clone.trained()[0]);
    assert.equal(clone.trained().length, 1);
    assert.doesNotMatch(await clone.succeed("stack", "export"), /pending_operations": \[\s*\{/);
  });
});
