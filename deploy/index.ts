import * as pulumi from "@pulumi/pulumi";
import { DeploymentSchedule, DeploymentSettings, PulumiOperation } from "@pulumi/pulumiservice";

const config = new pulumi.Config();
const [repository, roleARN] = [config.require("repository"), config.require("roleArn")];
const [branch, scheduleCron] = [config.require("branch"), config.require("schedule")];
const sessionHours = config.requireNumber("sessionHours");
const pulumiOperation = config.require<PulumiOperation>("operation", {
  allowedValues: [PulumiOperation.Update, PulumiOperation.Preview],
});
const place = {
  organization: pulumi.getOrganization(),
  project: config.require("project"),
  stack: config.require("stack"),
};

// How it is run: what was previewed on a pull request is run when that is merged.
const settings = new DeploymentSettings("settings", {
  ...place,
  sourceContext: { git: { branch: `refs/heads/${branch}` } },
  vcs: { provider: "github", repository, previewPullRequests: true, deployCommits: true },
  operationContext: {
    options: { skipInstallDependencies: true },
    // The program reads the extract, and only this command asks the database.
    preRunCommands: ["npm ci", "npm run ml:extract"],
    environmentVariables: {
      PULUMI_BACKEND_URL: "https://api.pulumi.com",
      PULUMI_STACK: `${place.organization}/${place.stack}`,
    },
    // Keys that last as long as a run, and none that are kept.
    oidc: { aws: { roleARN, sessionName: "ml-learn", duration: `${sessionHours}h` } },
  },
});

// When: without it, runs are started by hand and by merges.
const weekly =
  scheduleCron === "none"
    ? undefined
    : new DeploymentSchedule("weekly", { ...place, scheduleCron, pulumiOperation }, { dependsOn: settings });

/** `acme/ml-learn/prod`, and when it is run. */
export const runs = pulumi.interpolate`${settings.organization}/${settings.project}/${settings.stack}`;
export const schedule = weekly?.scheduleCron ?? "none";
