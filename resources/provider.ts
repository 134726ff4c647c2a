/* eslint-disable @typescript-eslint/no-require-imports -- the shim loads its module when it is called */
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
    (
      (require("tsx/cjs/api") as typeof import("tsx/cjs/api")).require(
        `./resources/${module}.ts`,
        `${process.cwd()}/index.ts`,
      ) as { lifecycle: Lifecycle }
    ).lifecycle;
  return {
    check: async (olds: object, news: object) => load().check(olds, news),
    diff: async (id, olds: object, news: object) => load().diff(id, olds, news),
    create: async (inputs: object) => load().create(inputs),
    read: async (id, props: object) => load().read(id, props),
    update: async (id, olds: object, news: object) => load().update(id, olds, news),
    delete: async (id, props: object) => load().delete(id, props),
  };
}
