import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import launcher from "pulumi/package.json";

describe("the Pulumi CLI's Go modules", () => {
  it("are of the version that the npm package launches", () => {
    const engine = readFileSync("scripts/pulumi-cli/engine/go.mod", "utf8");
    assert.match(engine, new RegExp(`github.com/pulumi/pulumi/pkg/v3 v${launcher.version}\n`));
    assert.match(engine, new RegExp(`github.com/pulumi/pulumi/sdk/v3 v${launcher.version}( // indirect)?\n`));
  });
});
