import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeInsuranceRows } from "../../bench/insurance-numbers";
import { measure } from "../../bench/measure";
import { makeTemporaryFolder } from "../temporary-folder";

describe("a million rows", function () {
  this.timeout(5 * 60_000);
  const folder = makeTemporaryFolder();
  const build = join(folder, "build");
  const [many, few] = [join(folder, "many.csv"), join(folder, "few.csv")];
  const transform = (file: string) => [
    "--require",
    require.resolve("tsx/cjs"),
    resolve("scripts/ml.ts"),
    "transform",
    file,
  ];

  before(async () => {
    await writeInsuranceRows(many, 1_000_000);
    await writeInsuranceRows(few, 10_000);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("take no more memory than few do, but for what the language keeps in hand", () => {
    const [ofFew, ofMany] = [few, many].map((file) => measure([process.execPath, ...transform(file)], folder));
    assert.match(ofMany.output, /1,000,000 rows, 100 classes, 26 columns/);
    assert.ok(ofMany.memory < 150e6, `${ofMany.memory} bytes`);
    assert.ok(ofMany.memory < 1.8 * ofFew.memory, `${ofMany.memory} and ${ofFew.memory} bytes`);
  });

  it("leave no half file when the run is killed, and the next run sweeps up", async () => {
    rmSync(build, { recursive: true });
    mkdirSync(build);
    const child = spawn(process.execPath, transform(many), { cwd: folder, stdio: "ignore" });
    // Some way into it: hashes are on the disk, and rows.
    while (!readdirSync(build, { recursive: true }).some((name) => String(name).includes("hashes-"))) await sleep(20);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.deepEqual(readdirSync(build), [`.transform-${child.pid}`]);
    assert.ok(!existsSync(join(build, "training.csv")));
    measure([process.execPath, ...transform(few)], folder);
    assert.deepEqual(readdirSync(build).sort(), ["evaluation.csv", "features.json", "training.csv"]);
  });
});
