import type { dynamic } from "@pulumi/pulumi";
import type { Lifecycle } from "./lifecycle";

/**
 * The provider of a kind of dynamic resource.
 *
 * Pulumi stores a dynamic provider's code in the state, and `refresh` and `destroy` run what was
 * stored. So what is stored is only this shim, which looks the kind up in `resources/lifecycles.ts`
 * when it is called: an edit of a module is no update, and old resources get new code
 * (pulumi/pulumi#12401, #16826). That path has to stay for as long as there are states.
 *
 * One object a kind: the SDK caches the serialised text by object.
 */
export function provider(kind: string): dynamic.ResourceProvider {
  const known = providers.get(kind);
  if (known) return known;
  const made = shimOf(kind);
  providers.set(kind, made);
  return made;
}

// ---

const providers = new Map<string, dynamic.ResourceProvider>();

function shimOf(kind: string): dynamic.ResourceProvider {
  // Serialised by value: nothing but `kind` may be captured. The provider process runs in the program's folder.
  const load = (): Lifecycle => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const tsx = require("tsx/cjs/api") as typeof import("tsx/cjs/api");
    const table = tsx.require("./resources/lifecycles.ts", `${process.cwd()}/index.ts`) as {
      lifecycleOf: (kind: string) => Lifecycle;
    };
    return table.lifecycleOf(kind);
  };
  return {
    check: async (olds, news: object) => load().check(olds as object, news),
    diff: async (id, olds, news) => load().diff(id, olds as object, news as object),
    create: async (inputs) => load().create(inputs as object),
    read: async (id, props) => load().read(id, props as object),
    update: async (id, olds, news) => load().update(id, olds as object, news as object),
    delete: async (id, props) => load().delete(id, props as object),
  };
}
