import { structure } from "../../json/shapes";
import { entityId, flag } from "../shapes";
import type { Kind } from "../state";
import { viewOf } from "./entity-view";
import { operation, type Operation } from "./operation";

/** Get<Kind>: an entity, with a link to its job's log; Recipe and schemas with Verbose only. */
export function getEntity(kind: Kind): Operation {
  const id = `${kind}Id`;
  return operation<Record<string, string> & { Verbose?: boolean }>(
    structure({ [`${id}*`]: entityId, Verbose: flag }),
    (request, context) => {
      const entity = context.state.get(kind, request[id]);
      return { ...viewOf(entity, context, request.Verbose === true), LogUri: context.logUri(entity) };
    },
  );
}
