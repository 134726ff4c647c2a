import { structure, type Shape } from "../../json/shapes";
import { entityId, entityName } from "../shapes";
import type { Kind, State, Tags } from "../state";
import { operation, type Operation } from "./operation";

/**
 * Create<Kind>…: an entity that is PENDING until its job is done. A repeat of the request is known before anything
 * that it names is looked at: its input may be gone by then.
 * @param check throws what is wrong with a new request; gives the tags that the entity inherits
 */
export function createEntity<Request extends object>(
  kind: Kind,
  members: Record<string, Shape>,
  check: (request: Request, state: State) => Tags | void,
  keep: (request: Request) => object = (request) => request,
): Operation {
  const id = `${kind}Id`;
  return operation<Request & Record<string, string>>(
    structure({ [`${id}*`]: entityId, [`${kind}Name`]: entityName, ...members }),
    async (request, { state, jobs }) => {
      const kept = keep(request) as Record<string, unknown>;
      if (!state.isRepeat(kind, request[id], kept)) {
        await state.create(kind, request[id], kept, check(request, state) ?? {});
        jobs.wake();
      }
      return { [id]: request[id] };
    },
  );
}
