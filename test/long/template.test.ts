import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { stopLocalAws } from "../../local-aws/process/start";
import { Clone } from "../integration/clone";
import { makeTemporaryFolder } from "../temporary-folder";

/** A project of one's own, made from this one. */
describe("pulumi new", function () {
  this.timeout(600_000);
  const template = new Clone({ modules: "own" });
  const folder = makeTemporaryFolder();
  const env = { ...process.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
  const project = join(folder, "parcels");
  const run = async (command: string, ...args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      cwd: existsSync(project) ? project : folder,
      env,
    });
    return stdout + stderr;
  };
  after(async () => {
    await stopLocalAws(join(project, ".local", "aws"));
    await template.remove();
    rmSync(folder, { recursive: true });
  });

  it("makes a project of another name, which learns from what it was told", async () => {
    const pulumi = resolve("node_modules/.bin/pulumi");
    const options = ["--yes", "--name", "late-parcels", "--stack", "dev", "--dir", project];
    const config = ["--config", "source=data/parcels.csv", "--config", "definition=parcel"];
    await run(pulumi, "new", template.folder, ...options, ...config).catch((error: Error) => {
      // The last it does is to fetch the plugins of a stack on AWS, which only get.pulumi.com has.
      assert.match(error.message, /installing packages: failed to download plugin/);
    });
    const learned = await run("npm", "run", "ml:learn");
    assert.match(learned, /A new model was trained and serves: AUC [01]\.\d{3}/);
    assert.ok(existsSync(join(folder, ".pulumi/stacks/late-parcels/dev.json")));
    assert.match(await run("npx", "pulumi", "config"), /^source +data\/parcels\.csv/m);
    // As all messages and documents write keys.
    await run("npx", "pulumi", "config", "set", "ml-learn:keep", "7");
    assert.match(await run("npx", "pulumi", "preview"), /Features unchanged \([0-9a-f]{12}\): nothing to train\./);
  });
});
