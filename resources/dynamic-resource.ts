import * as pulumi from "@pulumi/pulumi";
import { resourceType } from "../plan/identity";

/** What all dynamic resources of this project are: of its own types, and told their own row. */
export abstract class DynamicResource extends pulumi.dynamic.Resource {
  /**
   * @param shim what the state keeps of its module, made once a module
   * @param type its name in previews
   * @param outputs names of what comes out of it and does not go in
   */
  constructor(
    shim: pulumi.dynamic.ResourceProvider,
    type: string,
    name: string,
    args: object,
    outputs: string[],
    opts?: pulumi.CustomResourceOptions,
  ) {
    const unknown = Object.fromEntries(outputs.map((output) => [output, undefined]));
    super(shim, name, { ...args, ...unknown, row: rowOf(type, name, opts) }, opts, "ml-learn", type);
  }
}

// ---

/**
 * The URN of a dynamic resource that is about to be made: its row in Pulumi's display.
 *
 * By way of a promise, which carries no dependencies: an Output would depend on the parent, which
 * for a component means on all its children, this one too.
 */
function rowOf(type: string, name: string, opts?: pulumi.CustomResourceOptions): Promise<string> {
  const urn = pulumi.createUrn(name, resourceType(type), opts?.parent);
  return (urn as unknown as { promise(): Promise<string> }).promise();
}
