import { FIRST_ENGINE } from "../plan/engines/first-engine";
import { amazonMl } from "./amazon-ml";
import type { ModelClientKind } from "./model-client";

/** How models of each engine are asked, by its name (`ml-learn:engine`). */
export const modelClients: Record<string, ModelClientKind> = { [FIRST_ENGINE]: amazonMl };

/** How the model at an address on AWS is asked, and its region; of a host of one's own, as one of Amazon ML. */
export function modelClientAt(url: string): { kind: ModelClientKind; region: string } {
  for (const kind of Object.values(modelClients)) {
    const region = kind.regionOf(url);
    if (region !== undefined) return { kind, region };
  }
  return { kind: amazonMl, region: "us-east-1" };
}
