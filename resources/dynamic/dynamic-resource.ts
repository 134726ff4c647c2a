import * as pulumi from "@pulumi/pulumi";
import { resourceType } from "../../plan/identity";
import type { ArgsOf, CommonInputs } from "./lifecycle";
import { provider } from "./provider";

/** A dynamic resource: its inputs come out of it again, and what it computes. */
export type DynamicResource<Inputs extends object, Computed extends object = object> = pulumi.CustomResource & {
  readonly [Name in keyof Inputs]: pulumi.Output<Inputs[Name]>;
} & { readonly [Name in keyof Computed]: pulumi.Output<Computed[Name]> };

type Constructor<Inputs extends CommonInputs, Computed extends object> = new (
  name: string,
  args: ArgsOf<Inputs>,
  opts?: pulumi.CustomResourceOptions,
) => DynamicResource<Inputs, Computed>;

/**
 * The class of a kind of dynamic resource: of a type of this project's own, and told its own row.
 * @param kind its name in previews, and in `lifecycles.ts`
 * @param computed names of what comes out of it and does not go in
 */
export function dynamicResource<Inputs extends CommonInputs, Computed extends object = object>(
  kind: string,
  computed: (keyof Computed & string)[] = [],
): Constructor<Inputs, Computed> {
  return class extends pulumi.dynamic.Resource {
    constructor(name: string, args: ArgsOf<Inputs>, opts: pulumi.CustomResourceOptions = {}) {
      const unknown = Object.fromEntries(computed.map((output) => [output, undefined]));
      // What is there keeps the shim that it was made with: another text of it is no reason for an update.
      const ignoreChanges = ["__provider", ...(opts.ignoreChanges ?? [])];
      const properties = { ...args, ...unknown, row: rowOf(kind, name, opts) };
      super(provider(kind), name, properties, { ...opts, ignoreChanges }, "ml-learn", kind);
    }
  } as unknown as Constructor<Inputs, Computed>;
}

// ---

/**
 * The URN of a dynamic resource that is about to be made: its row in Pulumi's display.
 *
 * By way of a promise, which carries no dependencies: an Output would depend on the parent, which
 * for a component means on all its children, this one too.
 */
function rowOf(kind: string, name: string, opts: pulumi.CustomResourceOptions): Promise<string> {
  const urn = pulumi.createUrn(name, resourceType(kind), opts.parent);
  return (urn as unknown as { promise(): Promise<string> }).promise();
}
