import type { FeatureDefinition } from "../features/definition";

export interface Served {
  modelId: string;
  url: string;
}

/**
 * A score from 0 to 1 of each class, of a binary label of "1" and "0", and which class is the answer; or the number
 * that a regression predicts.
 */
export type Prediction = { scores: Record<string, number>; answer?: string } | number;

/** The scores of both states, of a probability of 1. */
export const statesOf = (probability: number): Record<string, number> => ({ "1": probability, "0": 1 - probability });

/** Asks models of one engine. */
export interface ModelClient {
  predict(
    served: Served,
    record: Record<string, string>,
    type: FeatureDefinition["label"]["type"],
  ): Promise<Prediction>;
  destroy(): void;
}

export interface ModelClientKind {
  /** The region of an address of it on AWS; undefined of others. */
  regionOf(url: string): string | undefined;
  /** @param configuration of a client of the AWS SDK */
  create(configuration: { region: string; endpoint?: string; credentials?: Credentials }): ModelClient;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}
