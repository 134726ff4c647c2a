import type { Answering, Declared, Shared } from "../engine-resources";
import { shortDigest } from "../../text/short-digest";
import { RealtimeEndpoint } from "./realtime-endpoint";

/** Each generation that answers has an endpoint of its own. */
export function serve(answering: Declared[], next: Declared, shared: Shared): Answering {
  const endpoints = new Map(answering.map((generation) => [generation, mount(generation, shared)]));
  return endpoints.get(next)!;
}

// ---

/** All inputs but `service`: the local one may have moved since an endpoint was mounted. */
const AS_IT_WAS = ["cloud", "region", "account", "row", "modelId", "generation", "examples", "timeoutMinutes"];

function mount(generation: Declared, { place, service, timeoutMinutes }: Shared): RealtimeEndpoint {
  const { digest, modelId, examples, released, isKept } = generation;
  return new RealtimeEndpoint(
    `endpoint-${shortDigest(digest)}`,
    { ...place, modelId, generation: digest, service, examples, timeoutMinutes },
    // Not before the model is known to be good.
    { parent: generation, dependsOn: released, ...(isKept && { ignoreChanges: AS_IT_WAS }) },
  );
}
