import { amazonMl } from "./amazon-ml/amazon-ml";
import type { EngineResources } from "./engine-resources";

/** What each engine declares, by its name (`ml-learn:engine`). */
export const engineResources: Record<string, EngineResources> = { "amazon-ml": amazonMl };

/** By what a resource is told; of one of before there was a choice, Amazon ML's. */
export const resourcesOf = ({ engine = "amazon-ml" }: { engine?: string }): EngineResources => engineResources[engine];
