import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { askHealth } from "../../local-aws/process/health";
import { portOf } from "../../local-aws/process/port";
import { Clone } from "../integration/clone";
import { makeTemporaryFolder } from "../temporary-folder";

const [header, ...sample] = readFileSync("data/insurance.csv", "utf8").trimEnd().split("\n");
const rows = sample.filter((row) => /,(UMR|AETNA PPO|CIGNA OAP|MEDICARE PART B)$/.test(row)).slice(0, 400);

/** The versions of Node.js beside that of the machine; npm's package `node` ships them. */
for (const version of ["22", "24"])
  describe(`the main job under Node.js ${version}`, function () {
    this.timeout(600_000);
    const folder = makeTemporaryFolder();
    const clone = new Clone();
    before(() => execFileSync("npm", ["install", "--silent", "--no-save", "--prefix", folder, `node@${version}`]));
    after(async () => {
      await clone.remove();
      rmSync(folder, { recursive: true });
    });

    it("learns, serves and predicts", async () => {
      const environment = { PATH: `${join(folder, "node_modules", ".bin")}:${process.env.PATH}` };
      clone.writeRows([header, ...rows]);
      const learned = await clone.run("npm", ["run", "ml:learn"], environment);
      assert.equal(learned.status, 0, learned.output);
      assert.match(learned.output, /^ml-learn: done; /m);
      const { output } = await clone.run("npm", ["run", "-s", "predict", "--", "WXY5678"], environment);
      assert.match(output, /^WXY5678\n +1\. UMR +[01]\.\d+$/m);
      // All of it ran under that version: so does the service, which was started by the run.
      const health = await askHealth(portOf(clone.data));
      assert.ok(typeof health === "object");
      if (process.platform === "linux")
        assert.match(
          execFileSync(resolve(readlinkSync(`/proc/${health.pid}/exe`)), ["--version"], { encoding: "utf8" }),
          new RegExp(`^v${version}\\.`),
        );
    });
  });
