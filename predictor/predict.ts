import { stateNames } from "../features/cells";
import type { FeatureDefinition, Row } from "../features/definition";
import { predictionRecord } from "../features/schema";
import type { ModelClient, Served } from "./model-client";

export interface Ranked {
  label: string;
  /** 0 to 1, float32. */
  probability: number;
}

/** All classes, the most likely first; or the number that a regression predicts. */
export type Answer = { ranked: Ranked[] } | { value: number };

/**
 * What the model says of a row of the extract, without the label.
 * @throws BadValue when no features can be made of the row
 */
export async function predict(
  client: ModelClient,
  served: Served,
  definition: FeatureDefinition,
  row: Row,
): Promise<Answer> {
  const scores = await client.predict(served, predictionRecord(definition, row), definition.label.type);
  if (typeof scores === "number") return { value: scores };
  const { label } = definition;
  const names: Record<string, string> = label.type === "BINARY" ? stateNames(label) : {};
  const nameOf = (name: string) => (Object.hasOwn(names, name) ? names[name] : name);
  return {
    ranked: Object.entries(scores)
      .map(([label, probability]) => ({ label: nameOf(label), probability }))
      .sort((a, b) => b.probability - a.probability || (a.label < b.label ? -1 : 1)),
  };
}
