import { amazonMl } from "./amazon-ml/amazon-ml";
import type { Engine } from "./engine";
import { FIRST_ENGINE } from "./first-engine";

/** What learns, by its name (`ml-learn:engine`). */
export const engines: Record<string, Engine> = { [FIRST_ENGINE]: amazonMl };

/** By what names it. */
export const engineOf = ({ engine = FIRST_ENGINE }: { engine?: string }): Engine => engines[engine];
