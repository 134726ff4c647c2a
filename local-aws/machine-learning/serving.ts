import type { State } from "./state";

/** The tag of the model that a stack serves: the time since when, ISO 8601. */
export const SERVING_SINCE = "serving-since";

/** What `GET /serving` answers, of each stack. */
export interface Served {
  project: string;
  stack: string;
  modelId: string;
  url: string;
  generation: string;
  since: string;
}

/** Of each stack's models with an endpoint, the one tagged last: for clients that cannot read a stack's outputs. */
export function servedModels(state: State, url: string): Served[] {
  const served = new Map<string, Served>();
  for (const { id, tags, status, endpoint } of state.list("MLModel")) {
    const tag = (name: string) => tags[name] ?? "";
    const [project, stack, generation, since] = ["project", "stack", "generation", SERVING_SINCE].map(tag);
    const key = JSON.stringify([project, stack]);
    if (since === "" || status !== "COMPLETED" || endpoint?.status !== "READY") continue;
    if (since > (served.get(key)?.since ?? ""))
      served.set(key, { project, stack, modelId: id, url, generation, since });
  }
  return [...served.values()];
}
