import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portFile, portOf } from "../../local-aws/process/port";
import { Clone, nothingChanged } from "../integration/clone";

const folder = join(__dirname, "..", "recorded");
const versions = readdirSync(folder).flatMap((file) => /^(.+)-serving\.tar\.gz$/.exec(file)?.[1] ?? []);

/** A stack as an earlier version left it (`test/recorded/record.ts`), in a clone of this one. */
async function recorded(name: string): Promise<Clone> {
  const clone = new Clone();
  execFileSync("tar", ["-xzf", join(folder, `${name}.tar.gz`)], { cwd: clone.folder });
  // It was recorded in another folder, which has another port.
  const state = join(clone.folder, ".local/pulumi/.pulumi/stacks/ml-learn/dev.json");
  const port = portOf(clone.data);
  rmSync(portFile(clone.data));
  writeFileSync(state, readFileSync(state, "utf8").replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${portOf(clone.data)}`));
  await clone.readEnvironment();
  return clone;
}

for (const version of versions)
  describe(`a stack that the version of ${version} left`, function () {
    this.timeout(300_000);
    let clone: Clone;
    afterEach(() => clone.remove());

    it("serves on unchanged; is retrained and destroyed like any other", async () => {
      clone = await recorded(`${version}-serving`);
      // What has another default by now is told, by name.
      assert.match(await clone.succeed("preview"), /parameter +default sgd\.maxPasses 20 -> \d+\n/);
      await clone.set({ maxPasses: 20 });
      assert.match(
        await clone.succeed("preview"),
        /Features unchanged \([0-9a-f]{12}\): nothing to train\.[^]*Resources:\n +\d+ unchanged\n/,
      );
      assert.match(await clone.up(), nothingChanged);
      assert.match(await clone.succeed("refresh", "--yes"), nothingChanged);
      assert.deepEqual(clone.mutations(), []);
      clone.relabel(40);
      assert.match(await clone.up(), /Retrain: features changed since \d+ \w+ \d{4}, now/);
      assert.equal(clone.trained().length, 1);
      await clone.succeed("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await clone.liveEntities(), []);
    });

    it("knows what it refused, and takes it when it is told to, without training", async () => {
      clone = await recorded(`${version}-refused`);
      await clone.set({ maxPasses: 20 });
      const { status, output } = await clone.pulumi("preview");
      assert.notEqual(status, 0);
      const [, refused] = /ml-learn:accept ([0-9a-f]{12})/.exec(output)!;
      await clone.set({ accept: refused });
      await clone.up();
      assert.equal((await clone.status()).serving.generation.slice(0, 12), refused);
      assert.deepEqual(clone.trained(), []);
    });

    it("stays pinned, and goes back by the pin alone", async () => {
      clone = await recorded(`${version}-pinned`);
      await clone.set({ maxPasses: 20 });
      assert.match(await clone.succeed("preview"), /Pinned to [0-9a-f]{12} [^]*Resources:\n +\d+ unchanged\n/);
      const [serving] = (await clone.status()).generations.filter(({ role }) => role === "serves");
      const other = (await clone.status()).generations.find(({ role }) => role !== "serves")!;
      await clone.set({ serve: other.generation.slice(0, 12) });
      await clone.up();
      assert.notEqual((await clone.status()).serving.generation, serving.generation);
      assert.deepEqual(clone.trained(), []);
    });
  });
