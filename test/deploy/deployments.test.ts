import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import packageJson from "../../package.json";

interface Made {
  type: string;
  inputs: Record<string, unknown>;
}

const program = resolve("deploy/index.ts");
const defaults = {
  project: "ml-learn",
  stack: "prod",
  branch: "main",
  sessionHours: "6",
  schedule: "0 6 * * 1",
  operation: "update",
};
const given = { repository: "acme/ml-learn", roleArn: "arn:aws:iam::123456789012:role/ml-learn" };

/** Runs deploy/'s program with a stand-in for the engine. */
async function run(config: Record<string, string>): Promise<Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        made.push({ type, inputs: inputs as Made["inputs"] });
        return { id: name, state: inputs as object };
      },
      call: () => ({}),
    },
    "ml-learn-deploy",
    "prod",
    false,
    "acme",
  );
  const all = Object.entries({ ...defaults, ...given, ...config }).map(([key, value]) => [
    `ml-learn-deploy:${key}`,
    value,
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(all) as Record<string, string>);
  delete require.cache[program];
  // A program's work is done when it is loaded.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const outputs = require(program) as { runs: unknown; schedule: unknown };
  await new Promise((resolve) => pulumi.all([outputs.runs, outputs.schedule]).apply(resolve));
  return made;
}

describe("deploy/, for Pulumi Deployments", function () {
  this.timeout(30_000);

  it("says what is run, from where, with what before it, and by which role", async () => {
    const [settings] = await run({});
    assert.match(settings.type, /DeploymentSettings$/);
    const { organization, project, stack, sourceContext, vcs, operationContext } = settings.inputs;
    assert.deepEqual([organization, project, stack], ["acme", "ml-learn", "prod"]);
    const [ofOtherName] = await run({ project: "policies" });
    assert.equal(ofOtherName.inputs.project, "policies");
    assert.deepEqual(sourceContext, { git: { branch: "refs/heads/main" } });
    const { provider, repository, previewPullRequests, deployCommits } = vcs as Record<string, unknown>;
    assert.deepEqual(
      [provider, repository, previewPullRequests, deployCommits],
      ["github", "acme/ml-learn", true, true],
    );
    const { oidc, preRunCommands, options, environmentVariables } = operationContext as Record<string, unknown>;
    assert.deepEqual(oidc, { aws: { roleARN: given.roleArn, sessionName: "ml-learn", duration: "6h" } });
    assert.deepEqual(options, { skipInstallDependencies: true });
    for (const command of preRunCommands as string[])
      assert.ok(command === "npm ci" || command.slice("npm run ".length) in packageJson.scripts, command);
    assert.equal((environmentVariables as Record<string, string>).PULUMI_STACK, "acme/prod");
  });

  it("runs each week, or when it is told, or not at all", async () => {
    const schedule = async (config: Record<string, string>) =>
      (await run(config)).find(({ type }) => type.endsWith("DeploymentSchedule"))?.inputs;
    const weekly = (await schedule({}))!;
    assert.deepEqual([weekly.scheduleCron, weekly.pulumiOperation, weekly.stack], ["0 6 * * 1", "update", "prod"]);
    const preview = (await schedule({ schedule: "0 5 * * *", operation: "preview" }))!;
    assert.deepEqual([preview.scheduleCron, preview.pulumiOperation], ["0 5 * * *", "preview"]);
    assert.equal(await schedule({ schedule: "none" }), undefined);
  });

  it("declares what it reads in Pulumi.yaml", () => {
    const yaml = readFileSync("deploy/Pulumi.yaml", "utf8");
    const declared = [...yaml.matchAll(/^ {2}ml-learn-deploy:(\w+):\n {4}type: \w+\n(?: {4}default: (.*)\n)?/gm)];
    assert.deepEqual(
      Object.fromEntries(declared.flatMap(([, key, value]) => (value === undefined ? [] : [[key, value]]))),
      defaults,
    );
    assert.deepEqual(declared.map(([, key]) => key).sort(), Object.keys({ ...defaults, ...given }).sort());
  });
});
