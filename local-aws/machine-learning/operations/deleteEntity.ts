import { invalidInput } from "../invalid-input";
import { structure } from "../../json/shapes";
import { entityId } from "../shapes";
import type { Kind } from "../state";
import { operation, type Operation } from "./operation";

/** Delete<Kind>: the entity stays readable, as DELETED; again is no error. A model with an endpoint is refused. */
export function deleteEntity(kind: Kind): Operation {
  const id = `${kind}Id`;
  return operation<Record<string, string>>(structure({ [`${id}*`]: entityId }), async (request, { state, jobs }) => {
    const entity = await state.update(kind, request[id], (current) => {
      if (current.endpoint) throw invalidInput(`The MLModel ${current.id} has a realtime endpoint: delete that first`);
      return current.status === "DELETED" ? current : { ...current, status: "DELETED" };
    });
    await jobs.cancel(entity);
    jobs.wake();
    return { [id]: entity.id };
  });
}
