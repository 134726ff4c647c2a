import * as pulumi from "@pulumi/pulumi";
import { configurationOf } from "../settings/namespaces";
import type { Configuration } from "../settings/read-settings";

/** The configuration, secrets in clear. Not by `pulumi.Config`, which warns of each secret that is read so. */
export function programConfiguration(): Configuration {
  const { allConfig, isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & {
    /** Not in the SDK's types. */
    isConfigSecret: (key: string) => boolean;
  };
  return configurationOf(allConfig(), pulumi.getProject(), isConfigSecret);
}
