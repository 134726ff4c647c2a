import { amazonMl } from "./amazon-ml/amazon-ml";
import type { Engine } from "./engine";

/** What learns, by its name (`ml-learn:engine`). */
export const engines: Record<string, Engine> = { [amazonMl.name]: amazonMl };

/** By what names it; of before there was a choice, Amazon ML. */
export const engineOf = ({ engine = amazonMl.name }: { engine?: string }): Engine => engines[engine];
