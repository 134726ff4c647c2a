import { invalidInput } from "../invalid-input";
import { structure } from "../../json/shapes";
import { entityId } from "../shapes";
import { operation } from "./operation";
import { endpointInfo } from "./realtimeEndpoint";

/**
 * Answers at once with UPDATING; READY comes when the model is loaded.
 * https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateRealtimeEndpoint.html
 */
export const createRealtimeEndpoint = operation<{ MLModelId: string }>(
  structure({ "MLModelId*": entityId }),
  async ({ MLModelId }, context) => {
    const { state, mounted, now } = context;
    const model = await state.update("MLModel", MLModelId, (entity) => {
      if (entity.status !== "COMPLETED")
        throw invalidInput(`The MLModel ${MLModelId} has the status ${entity.status}: expected COMPLETED`);
      if (entity.endpoint) return entity;
      return { ...entity, endpoint: { status: "UPDATING", createdAt: now().getTime() } };
    });
    mounted.mount(MLModelId);
    return { MLModelId, RealtimeEndpointInfo: endpointInfo(model, context) };
  },
);
