import * as pulumi from "@pulumi/pulumi";

/**
 * The URN of a dynamic resource that is about to be made: its row in Pulumi's display.
 *
 * By way of a promise, which carries no dependencies: an Output would depend on the parent, which
 * for a component means on all its children, this one too.
 */
export function rowOf(type: string, name: string, opts?: pulumi.CustomResourceOptions): Promise<string> {
  const urn = pulumi.createUrn(name, `pulumi-nodejs:dynamic/ml-learn:${type}`, opts?.parent);
  return (urn as unknown as { promise(): Promise<string> }).promise();
}
