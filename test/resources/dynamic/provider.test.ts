import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { amazonMlRows } from "../../../plan/engines/amazon-ml/state-rows";
import { stateRows } from "../../../plan/state";
import { provider } from "../../../resources/dynamic/provider";
import { lifecycleOf } from "../../../resources/lifecycles";

const kinds = Object.keys({ ...stateRows, ...amazonMlRows });

/** What Pulumi keeps of a provider in the state. */
async function serialise(kind: string): Promise<string> {
  const shim = provider(kind);
  const { text } = await pulumi.runtime.serializeFunction(() => shim);
  return text;
}

describe("provider shim", () => {
  it("is short, and has no path and no secret", async () => {
    for (const kind of kinds) {
      const text = await serialise(kind);
      assert.ok(text.length < 4096, `${kind}: ${text.length}`);
      assert.ok(!text.includes(process.cwd()));
      assert.ok(!text.includes("secret"));
    }
  });

  it("is the same text each time, and for each kind but for its name", async () => {
    assert.equal(await serialise("MLModel"), await serialise("MLModel"));
    assert.equal(
      (await serialise("MLModel")).replaceAll("MLModel", "X"),
      (await serialise("Evaluation")).replaceAll("Evaluation", "X"),
    );
  });

  it("reaches each kind's code from a fresh process, as the provider process does", async () => {
    // As in cmd/dynamic-provider: the text is evaluated as a CommonJS module.
    const texts = JSON.stringify(await Promise.all(kinds.map(serialise)));
    const program = `
      for (const text of ${texts}) {
        const m = { exports: {} };
        new Function("module", "exports", "require", text)(m, m.exports, require);
        m.exports.handler().check({}, {}).then(({ failures }) => console.log(failures.map(({ property }) => property).slice(0, 2).join()));
      }`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program]);
    assert.equal(stdout, "cloud,region\n".repeat(kinds.length));
  }).timeout(60_000);

  it("finds code at the paths that older states hold", () => {
    // What the shims of 2026-11 load: `./resources/<module>.ts`, and of it `lifecycle`.
    const modules: Record<string, string> = {
      "batch-prediction": "BatchPrediction",
      "data-source": "DataSource",
      evaluation: "Evaluation",
      "local-aws": "LocalAws",
      "ml-model": "MLModel",
      "quality-gate": "QualityGate",
      "realtime-endpoint": "RealtimeEndpoint",
      report: "Report",
      "s3-upload": "S3Upload",
      serving: "Serving",
    };
    for (const [module, kind] of Object.entries(modules)) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { lifecycle } = require(`../../../resources/${module}.ts`) as { lifecycle: object };
      assert.equal(lifecycle, lifecycleOf(kind), module);
    }
  });

  it("says whose a state is that has other resources", () => {
    assert.throws(() => lifecycleOf("TrainingJob"), /got 'TrainingJob': the state was left by another version/);
  });
});
