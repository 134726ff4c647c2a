import { FIRST_ENGINE } from "../plan/engines/first-engine";
import { amazonMl } from "./amazon-ml/amazon-ml";
import type { EngineResources } from "./engine-resources";

/** What each engine declares, by its name (`ml-learn:engine`). */
export const engineResources: Record<string, EngineResources> = { [FIRST_ENGINE]: amazonMl };

/** By what a resource is told; of one that is told nothing, Amazon ML's. */
export const resourcesOf = ({ engine = FIRST_ENGINE }: { engine?: string }): EngineResources => engineResources[engine];

/** How a resource is told its engine: the first one has no name in states, since it was the only one once. */
export const engineInput = (engine: string): { engine?: string } => (engine === FIRST_ENGINE ? {} : { engine });
