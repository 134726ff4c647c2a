import { ApiError, invalidInput } from "./errors";

/** A request member's constraints, as data; one walker checks them all. */
export type Shape =
  | { type: "string"; min?: number; max?: number; pattern?: RegExp; oneOf?: readonly string[]; isSecret?: true }
  | { type: "number"; min: number; max: number }
  | { type: "boolean" }
  | { type: "list"; of: Shape; max?: number }
  | { type: "map"; of: Shape }
  | Structure;

export interface Structure {
  type: "structure";
  members: Record<string, Shape>;
  required: readonly string[];
}

// The repeated shapes, each once (amazon ML's service model, machinelearning-2014-12-12).
export const entityId: Shape = { type: "string", min: 1, max: 64, pattern: /^[a-zA-Z0-9_.-]+$/ };
export const entityName: Shape = { type: "string", max: 1024, pattern: /^(.*\S.*|)$/ };
export const s3Url: Shape = { type: "string", max: 2048, pattern: /^s3:\/\/([^/]+)(\/.*)?$/ };
export const longText: Shape = { type: "string", max: 131_071 };
export const text: Shape = { type: "string" };
/** The service model gives no range; the guide's console has this one. */
export const scoreThreshold: Shape = { type: "number", min: 0, max: 1 };
export const pageLimit: Shape = { type: "number", min: 1, max: 100 };
export const sortOrder: Shape = { type: "string", oneOf: ["asc", "dsc"] };
export const comparatorValue: Shape = { type: "string", max: 1024, pattern: /^(.*\S.*|)$/ };
export const flag: Shape = { type: "boolean" };
export const modelType: Shape = { type: "string", oneOf: ["REGRESSION", "BINARY", "MULTICLASS"] };
export const resourceType: Shape = {
  type: "string",
  oneOf: ["BatchPrediction", "DataSource", "Evaluation", "MLModel"],
};

/** A structure with members, of which those marked `*` are required. */
export function structure(members: Record<string, Shape>): Structure {
  const entries = Object.entries(members).map(([name, shape]) => [name.replace("*", ""), shape] as const);
  const required = Object.keys(members)
    .filter((name) => name.endsWith("*"))
    .map((name) => name.slice(0, -1));
  return { type: "structure", members: Object.fromEntries(entries), required };
}

/**
 * Checks a request against its shape. Members that the shape does not know are ignored, and so
 * are nulls.
 * @throws ApiError SerializationException for a wrong JSON type, InvalidInputException for a broken constraint
 */
export function checkShape(value: unknown, shape: Shape, path = ""): void {
  const typeOf = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  const expected = shape.type === "structure" || shape.type === "map" ? "object" : shape.type;
  if (typeOf !== expected)
    throw new ApiError("SerializationException", `Expected ${expected} at '${path || "/"}', got ${typeOf}`);
  const fail = (constraint: string) =>
    invalidInput(
      `1 validation error detected: Value ${"isSecret" in shape ? "(a secret)" : cut(JSON.stringify(value))} at '${path}' failed to satisfy constraint: ${constraint}`,
    );
  switch (shape.type) {
    case "string": {
      const string = value as string;
      if (string.length < (shape.min ?? 0)) throw fail(`Member must have length greater than or equal to ${shape.min}`);
      if (string.length > (shape.max ?? Infinity))
        throw fail(`Member must have length less than or equal to ${shape.max}`);
      if (shape.pattern && !shape.pattern.test(string))
        throw fail(`Member must satisfy regular expression pattern: ${shape.pattern.source}`);
      if (shape.oneOf && !shape.oneOf.includes(string))
        throw fail(`Member must satisfy enum value set: [${shape.oneOf.join(", ")}]`);
      return;
    }
    case "number":
      if ((value as number) < shape.min) throw fail(`Member must have value greater than or equal to ${shape.min}`);
      if ((value as number) > shape.max) throw fail(`Member must have value less than or equal to ${shape.max}`);
      return;
    case "list":
      if ((value as unknown[]).length > (shape.max ?? Infinity))
        throw fail(`Member must have length less than or equal to ${shape.max}`);
      (value as unknown[]).forEach((item, i) => checkShape(item, shape.of, `${path}.${i + 1}.member`));
      return;
    case "map":
      Object.entries(value as object).forEach(([key, item]) => checkShape(item, shape.of, `${path}.${key}`));
      return;
    case "structure":
      for (const [name, member] of Object.entries(shape.members)) {
        const at = path ? `${path}.${name}` : name;
        const item = (value as Record<string, unknown>)[name];
        if (item !== undefined && item !== null) checkShape(item, member, at);
        else if (shape.required.includes(name)) {
          throw invalidInput(
            `1 validation error detected: Value null at '${at}' failed to satisfy constraint: Member must not be null`,
          );
        }
      }
  }
}

/** What of a request its shape knows, without nulls: a member of another operation must not be taken for one of this. */
export function knownMembers(value: unknown, shape: Shape): unknown {
  if (shape.type === "list") return (value as unknown[]).map((item) => knownMembers(item, shape.of));
  if (shape.type !== "structure") return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(
    ([name, member]) => Object.hasOwn(shape.members, name) && member !== null,
  );
  return Object.fromEntries(entries.map(([name, member]) => [name, knownMembers(member, shape.members[name])]));
}

// ---

/** A message has at most 2,048 characters, and nobody reads the whole of such a value. */
const cut = (value: string): string => (value.length > 200 ? `${value.slice(0, 200)}…` : value);
