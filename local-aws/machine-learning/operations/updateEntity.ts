import { invalidInput } from "../invalid-input";
import { structure } from "../../json/shapes";
import { entityId, entityName, scoreThreshold } from "../shapes";
import type { Entity, Kind } from "../state";
import { operation, type Operation } from "./operation";

/**
 * Update<Kind>: the name; of a model, also the score from which on a binary one says 1.
 * https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_UpdateMLModel.html
 */
export function updateEntity(kind: Kind): Operation {
  const [id, name] = [`${kind}Id`, `${kind}Name`];
  const members =
    kind === "MLModel" ? { [name]: entityName, ScoreThreshold: scoreThreshold } : { [`${name}*`]: entityName };
  return operation<Record<string, string> & { ScoreThreshold?: number | null }>(
    structure({ [`${id}*`]: entityId, ...members }),
    async (request, { state, now }) => {
      const { ScoreThreshold: threshold, [name]: wished } = request;
      await state.update(kind, request[id], (entity) => {
        if (entity.status === "DELETED")
          throw invalidInput(`The ${kind} ${entity.id} is DELETED: it cannot be updated`);
        const updatedAt = now().getTime();
        return {
          ...entity,
          ...(wished && { name: wished }),
          ...(typeof threshold === "number" && { scoreThreshold: { value: checked(threshold, entity), updatedAt } }),
        };
      });
      return { [id]: request[id] };
    },
  );
}

// ---

/** "The score threshold can be changed only while the model has no realtime endpoint" (Developer Guide). */
function checked(threshold: number, { id, endpoint, request }: Entity): number {
  if (request.MLModelType !== "BINARY")
    throw invalidInput(
      `The MLModel ${id} is of the type ${String(request.MLModelType)}: only BINARY ones have a ScoreThreshold`,
    );
  if (endpoint)
    throw invalidInput(`The MLModel ${id} has a realtime endpoint: delete that before its ScoreThreshold is changed`);
  return threshold;
}
