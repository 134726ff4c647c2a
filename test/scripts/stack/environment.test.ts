import assert from "node:assert/strict";
import { pulumiEnvironment, root } from "../../../scripts/stack/environment";

describe("the environment for Pulumi", () => {
  it("keeps state in the project's folder, with an empty passphrase", () => {
    const environment = pulumiEnvironment({});
    assert.equal(environment.PULUMI_BACKEND_URL, `file://${root}/.local/pulumi`);
    assert.equal(environment.PULUMI_CONFIG_PASSPHRASE, "");
    assert.equal(environment.PULUMI_STACK, "dev");
  });

  it("lets Pulumi fetch a plugin for a stack on AWS alone", () => {
    const name = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    assert.equal(pulumiEnvironment({})[name], "true");
    assert.ok(!(name in pulumiEnvironment({ PULUMI_STACK: "acme/prod" })));
  });

  it("leaves backend and passphrase of a stack on AWS to the user", () => {
    const environment = pulumiEnvironment({ PULUMI_STACK: "acme/prod" });
    assert.deepEqual(
      ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"].filter((name) => name in environment),
      [],
    );
    const own = { PULUMI_STACK: "prod", PULUMI_BACKEND_URL: "s3://state" };
    assert.equal(pulumiEnvironment(own).PULUMI_BACKEND_URL, "s3://state");
  });

  it("respects the backend, stack and passphrase that the user has set", () => {
    const user = {
      PULUMI_BACKEND_URL: "https://api.pulumi.com",
      PULUMI_CONFIG_PASSPHRASE: "s3cret",
      PULUMI_STACK: "mine",
    };
    const environment = pulumiEnvironment(user);
    assert.deepEqual({ ...user, ...environment }, { ...environment, ...user });
    assert.ok(!("PULUMI_CONFIG_PASSPHRASE" in pulumiEnvironment({ PULUMI_CONFIG_PASSPHRASE_FILE: "/file" })));
    assert.ok(!("PULUMI_HOME" in environment));
  });
});
