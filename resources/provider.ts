/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument --
   states hold the text of the shim: another one, be it a comment, is an update of all that is there */
import type { dynamic } from "@pulumi/pulumi";
import type { Lifecycle } from "./lifecycle";

/**
 * The provider of the resource in `resources/<module>.ts`.
 *
 * Pulumi stores a dynamic provider's code in the state, and `refresh` and `destroy` run what was
 * stored. So what is stored is only this shim, which loads the module when it is called: its text
 * never changes, an edit of a module is no update, and old resources get new code
 * (pulumi/pulumi#12401, #16826).
 *
 * One object a module: the SDK caches the serialised text by object.
 */
export function provider(module: string): dynamic.ResourceProvider {
  const known = providers.get(module);
  if (known) return known;
  const made = shimOf(module);
  providers.set(module, made);
  return made;
}

// ---

const providers = new Map<string, dynamic.ResourceProvider>();

function shimOf(module: string): dynamic.ResourceProvider {
  // Serialised by value: nothing but `module` may be captured. The provider process runs in the
  // program's folder.
  const load = (): Lifecycle =>
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    (require("tsx/cjs/api") as typeof import("tsx/cjs/api")).require(
      `./resources/${module}.ts`,
      `${process.cwd()}/index.ts`,
    ).lifecycle;
  return {
    check: async (olds, news) => load().check(olds, news),
    diff: async (id, olds, news) => load().diff(id, olds, news),
    create: async (inputs) => load().create(inputs),
    read: async (id, props) => load().read(id, props),
    update: async (id, olds, news) => load().update(id, olds, news),
    delete: async (id, props) => load().delete(id, props),
  };
}
