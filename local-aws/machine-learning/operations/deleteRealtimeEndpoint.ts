import { structure } from "../../json/shapes";
import { entityId } from "../shapes";
import { operation } from "./operation";
import { endpointInfo } from "./realtimeEndpoint";

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_DeleteRealtimeEndpoint.html */
export const deleteRealtimeEndpoint = operation<{ MLModelId: string }>(
  structure({ "MLModelId*": entityId }),
  async ({ MLModelId }, context) => {
    const { state, mounted } = context;
    const model = await state.update("MLModel", MLModelId, (entity) => {
      if (!entity.endpoint) return entity;
      const { endpoint: _, ...rest } = entity;
      return rest;
    });
    mounted.unmount(MLModelId);
    return { MLModelId, RealtimeEndpointInfo: endpointInfo(model, context) };
  },
);
