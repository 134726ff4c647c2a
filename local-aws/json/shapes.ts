import { ApiError } from "./errors";

/** A request member's constraints, as data; one walker checks them all. */
export type Shape =
  | { type: "string"; min?: number; max?: number; pattern?: RegExp; oneOf?: readonly string[]; isSecret?: true }
  | { type: "number"; min: number; max: number; isWhole?: true }
  | { type: "boolean" }
  /** What the service keeps and shows, and nothing depends on. */
  | { type: "any" }
  | { type: "list"; of: Shape; min?: number; max?: number }
  | { type: "map"; of: Shape; key?: Shape; max?: number }
  | Structure;

export interface Structure {
  type: "structure";
  members: Record<string, Shape>;
  required: readonly string[];
}

/** A structure with members, of which those marked `*` are required. */
export function structure(members: Record<string, Shape>): Structure {
  const entries = Object.entries(members).map(([name, shape]) => [name.replace("*", ""), shape] as const);
  const required = Object.keys(members)
    .filter((name) => name.endsWith("*"))
    .map((name) => name.slice(0, -1));
  return { type: "structure", members: Object.fromEntries(entries), required };
}

/** How a service words a broken constraint. */
export type Broken = (value: string, path: string, constraint: string) => ApiError;

/**
 * Checks a request against its shape. Members that the shape does not know are ignored, and so
 * are nulls.
 * @throws ApiError SerializationException for a wrong JSON type, and what `broken` makes of a broken constraint
 */
export function checkShape(value: unknown, shape: Shape, broken: Broken, path = ""): void {
  if (shape.type === "any") return;
  const typeOf = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  const expected = shape.type === "structure" || shape.type === "map" ? "object" : shape.type;
  if (typeOf !== expected)
    throw new ApiError("SerializationException", `Expected ${expected} at '${path || "/"}', got ${typeOf}`);
  const demand = (holds: boolean, constraint: string) => {
    if (!holds) throw broken("isSecret" in shape ? "(a secret)" : cut(JSON.stringify(value)), path, constraint);
  };
  const demandLength = (length: number, { min = 0, max = Infinity }: { min?: number; max?: number }) => {
    demand(length >= min, `Member must have length greater than or equal to ${min}`);
    demand(length <= max, `Member must have length less than or equal to ${max}`);
  };
  switch (shape.type) {
    case "string": {
      const string = value as string;
      demandLength(string.length, shape);
      const { pattern, oneOf } = shape;
      demand(pattern?.test(string) !== false, `Member must satisfy regular expression pattern: ${pattern?.source}`);
      demand(oneOf?.includes(string) !== false, `Member must satisfy enum value set: [${oneOf?.join(", ")}]`);
      return;
    }
    case "number":
      if (shape.isWhole && !Number.isInteger(value))
        throw new ApiError("SerializationException", `Expected a whole number at '${path}', got ${value as number}`);
      demand((value as number) >= shape.min, `Member must have value greater than or equal to ${shape.min}`);
      demand((value as number) <= shape.max, `Member must have value less than or equal to ${shape.max}`);
      return;
    case "list":
      demandLength((value as unknown[]).length, shape);
      (value as unknown[]).forEach((item, i) => checkShape(item, shape.of, broken, `${path}.${i + 1}.member`));
      return;
    case "map":
      demandLength(Object.keys(value as object).length, shape);
      for (const [key, item] of Object.entries(value as object)) {
        if (shape.key) checkShape(key, shape.key, broken, path);
        checkShape(item, shape.of, broken, `${path}.${key}`);
      }
      return;
    case "structure":
      for (const [name, member] of Object.entries(shape.members)) {
        const at = path ? `${path}.${name}` : name;
        const item = (value as Record<string, unknown>)[name];
        if (item !== undefined && item !== null) checkShape(item, member, broken, at);
        else if (shape.required.includes(name)) throw broken("null", at, "Member must not be null");
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
