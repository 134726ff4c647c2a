import { stateNames } from "../features/cells";
import type { FeatureDefinition, Row } from "../features/definition";
import { predictionRecord } from "../features/schema";
import type { ModelClient, Prediction, Served } from "./model-client";
import type { ServedModel } from "./served";
import { seesAll } from "./unseen";

export interface Ranked {
  label: string;
  /** 0 to 1, float32. */
  probability: number;
}

/**
 * All classes, the answer first, which is the most likely one unless a threshold says otherwise; or the number that a
 * regression predicts.
 */
export type Answer = ({ ranked: Ranked[] } | { value: number }) & {
  /** Columns whose category was not among the rows that were learned from, and their categories; not without any. */
  unseen?: Record<string, string>;
};

/**
 * What the model says of a row of the extract, without the label.
 * @throws BadValue when no features can be made of the row
 */
export async function predict(
  client: ModelClient,
  served: Served & Pick<ServedModel, "states" | "unseenIn">,
  definition: FeatureDefinition,
  row: Row,
): Promise<Answer> {
  const record = predictionRecord(definition, row);
  const prediction = await client.predict(served, record, definition.label.type);
  const { unseenIn = seesAll } = served;
  const columns = unseenIn(record);
  const unseen = columns.length > 0 && {
    unseen: Object.fromEntries(columns.map((column) => [column, record[column]])),
  };
  return { ...answerOf(prediction, definition.label, served.states), ...unseen };
}

/**
 * A prediction by the names of its classes, the answer first.
 * @param states what the model calls 1 and 0; by default what the definition calls them
 */
export function answerOf(
  prediction: Prediction,
  label: FeatureDefinition["label"],
  states: ServedModel["states"] = stateNames(label),
): Answer {
  if (typeof prediction === "number") return { value: prediction };
  const { scores, answer } = prediction;
  const names: Record<string, string> = label.type === "BINARY" ? states : {};
  const nameOf = (name: string) => (Object.hasOwn(names, name) ? names[name] : name);
  const isAnswer = (name: string) => Number(name === answer);
  return {
    ranked: Object.entries(scores)
      .sort(([a, m], [b, n]) => isAnswer(b) - isAnswer(a) || n - m || (a < b ? -1 : 1))
      .map(([name, probability]) => ({ label: nameOf(name), probability })),
  };
}
