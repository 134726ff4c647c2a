import type { AttributeType } from "../../learning/attribute";
import type { ModelType } from "../../learning/loss";
import type { DataSchema } from "./data-schema";

/** A target that a model of this type cannot learn; the message says which type can. */
export class TargetError extends Error {}

/** Developer Guide, "Types of ML Models". */
const learned: Record<ModelType, AttributeType> = {
  BINARY: "BINARY",
  MULTICLASS: "CATEGORICAL",
  REGRESSION: "NUMERIC",
};

/**
 * Checks that a model of this type can learn the schema's target. A BINARY model of a NUMERIC target would leave out
 * all rows but those of 0 and 1.
 * @returns the index of the target
 * @throws TargetError
 */
export function checkTarget(type: ModelType, { target, attributes }: DataSchema): number {
  if (target === undefined)
    throw new TargetError("Expected a target (targetAttributeName) in the training data's schema, got none");
  const { name, type: found } = attributes[target];
  if (found === learned[type]) return target;
  const fitting = (Object.keys(learned) as ModelType[]).find((other) => learned[other] === found);
  const advice = fitting ? `: take the MLModelType ${fitting}, or give the target the other type` : "";
  throw new TargetError(
    `Expected a ${learned[type]} target for an MLModel of the type ${type}, got '${name}', which is ${found}${advice}`,
  );
}
