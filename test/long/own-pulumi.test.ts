import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Clone, nothingChanged } from "../integration/clone";

describe("a user's own Pulumi", function () {
  this.timeout(5 * 60_000);
  const clone = new Clone();
  const other = new Clone();
  after(() => Promise.all([clone.remove(), other.remove()]));

  it("keeps its backend and passphrase, and nobody is logged in or out", async () => {
    const backend = join(other.folder, "backend");
    mkdirSync(backend);
    const user = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "correct horse" };
    clone.writeRows(clone.readRows().slice(0, 1500));
    const { status, output } = await clone.run("npm", ["run", "ml:learn"], user);
    assert.equal(status, 0, output);
    assert.ok(!existsSync(join(clone.folder, ".local", "pulumi")));
    assert.deepEqual(
      readdirSync(join(backend, ".pulumi", "stacks", "ml-learn")).filter((name) => name.endsWith(".json")),
      ["dev.json"],
    );
    const destroyed = await clone.run("sh", ["-c", 'eval "$(npm run -s env)" && npx pulumi destroy --yes'], user);
    assert.equal(destroyed.status, 0, destroyed.output);
  });
});

describe("two clones side by side", function () {
  this.timeout(5 * 60_000);
  const clones = [new Clone(), new Clone()];
  after(() => Promise.all(clones.map((clone) => clone.remove())));

  it("do not meet", async () => {
    await Promise.all(clones.map((clone) => clone.init(1500)));
    await Promise.all(clones.map((clone) => clone.up()));
    const [a, b] = await Promise.all(clones.map((clone) => clone.outputs()));
    assert.notEqual(a.AWS_ML_PREDICTION_URL, b.AWS_ML_PREDICTION_URL);
    await clones[0].succeed("destroy", "--yes", "--skip-preview");
    assert.equal(await clones[0].health(), undefined);
    assert.match(await clones[1].up(), nothingChanged);
  });
});
