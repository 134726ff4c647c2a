import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { provider } from "../../resources/provider";

const modules = ["data-source", "evaluation", "local-aws", "ml-model", "realtime-endpoint", "s3-upload"];

/** What Pulumi keeps of a provider in the state. */
async function serialise(module: string): Promise<string> {
  const shim = provider(module);
  const { text } = await pulumi.runtime.serializeFunction(() => shim);
  return text;
}

describe("provider shim", () => {
  it("is short, and has no path and no secret", async () => {
    for (const module of modules) {
      const text = await serialise(module);
      assert.ok(text.length < 4096, `${module}: ${text.length}`);
      assert.ok(!text.includes(process.cwd()));
      assert.ok(!text.includes("secret"));
    }
  });

  it("is compiled to the text that states have: another one, be it a comment, is an update of all that is there", () => {
    const { compilerOptions } = ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)).config as {
      compilerOptions: object;
    };
    // As Pulumi does it.
    const { outputText } = ts.transpileModule(readFileSync("resources/provider.ts", "utf8"), {
      compilerOptions: {
        ...ts.convertCompilerOptionsFromJson(compilerOptions, ".").options,
        module: ts.ModuleKind.CommonJS,
      },
    });
    for (const text of [
      `() => 
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require("tsx/cjs/api").require(\`./resources/\${module}.ts\`, \`\${process.cwd()}/index.ts\`).lifecycle;`,
      "async (olds, news) => load().check(olds, news),",
      "async (id, olds, news) => load().diff(id, olds, news),",
      "async (inputs) => load().create(inputs),",
      "async (id, props) => load().read(id, props),",
      "async (id, olds, news) => load().update(id, olds, news),",
      "async (id, props) => load().delete(id, props),",
    ])
      assert.ok(outputText.includes(text), `${text}\nis not in\n${outputText}`);
  });

  it("is the same text each time, and for each module but for its name", async () => {
    assert.equal(await serialise("ml-model"), await serialise("ml-model"));
    assert.equal(
      (await serialise("ml-model")).replaceAll("ml-model", "X"),
      (await serialise("evaluation")).replaceAll("evaluation", "X"),
    );
  });

  it("reaches each module's code from a fresh process, as the provider process does", async () => {
    for (const module of modules) {
      // As in cmd/dynamic-provider: the text is evaluated as a CommonJS module.
      const program = `
        const m = { exports: {} };
        new Function("module", "exports", "require", ${JSON.stringify(await serialise(module))})(m, m.exports, require);
        const shim = m.exports.handler();
        shim.check({}, {}).then(({ failures }) => console.log(JSON.stringify(failures.map(({ property }) => property))));`;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", program]);
      assert.deepEqual((JSON.parse(stdout) as string[]).slice(0, 2), ["cloud", "region"], module);
    }
  }).timeout(60_000);
});
