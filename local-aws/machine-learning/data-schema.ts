import type { Attribute, AttributeType } from "../../learning/attribute";

export interface DataSchema {
  attributes: Attribute[];
  /** Index of the target; undefined when the schema names none. */
  target?: number;
  /** Index of the attribute that identifies a row; undefined when the schema names none. */
  rowId?: number;
  /** Indices of the attributes that a model may learn from. */
  inputs: number[];
  /** The first line of each file is skipped. */
  hasHeader: boolean;
}

/** A schema that is not one; the message says what was expected. */
export class SchemaError extends Error {}

const types = ["BINARY", "CATEGORICAL", "NUMERIC", "TEXT"];
const MAX_ATTRIBUTES = 1000;

/**
 * Reads a data schema (Developer Guide, "Creating a Data Schema for Amazon ML"), in today's
 * spelling or in the older one, or a mixture: the real service accepted both.
 * @throws SchemaError
 */
export function parseDataSchema(text: string): DataSchema {
  const json = parseObject(text);
  const member = (...names: string[]) =>
    names.map((name) => json[name]).find((value) => value !== undefined && value !== null);
  const format = member("dataFormat") ?? "CSV";
  if (format !== "CSV")
    throw new SchemaError(`Expected dataFormat "CSV" in the data schema, got ${JSON.stringify(format)}`);
  const attributes = readAttributes(member("attributes", "variables"));
  const indexOf = (name: unknown, role: string) => {
    const index = attributes.findIndex((attribute) => attribute.name === name);
    if (index < 0)
      throw new SchemaError(`The data schema's ${role} ${JSON.stringify(name)} is not among its attributes`);
    return index;
  };
  const roles = {
    target: member("targetAttributeName", "targetFieldName"),
    rowId: member("rowId", "recordAnnotationFieldName"),
    rowWeight: member("rowWeight", "recordWeightFieldName"),
  };
  if (roles.rowWeight !== undefined)
    throw new SchemaError("The data schema names a rowWeight: this service does not know row weights");
  const target = roles.target === undefined ? undefined : indexOf(roles.target, "target");
  if (target !== undefined && attributes[target].type === "TEXT")
    throw new SchemaError(`The target '${attributes[target].name}' is TEXT: expected BINARY, CATEGORICAL or NUMERIC`);
  const excluded = member("excludedAttributeNames", "excludedVariableNames") ?? [];
  if (!Array.isArray(excluded))
    throw new SchemaError("Expected a list of names under excludedAttributeNames in the data schema");
  const unused = new Set(excluded.map((name) => indexOf(name, "excluded attribute")));
  if (target !== undefined) unused.add(target);
  const rowId = roles.rowId === undefined ? undefined : indexOf(roles.rowId, "rowId");
  if (rowId !== undefined) unused.add(rowId);
  return {
    attributes,
    target,
    ...(rowId !== undefined && { rowId }),
    inputs: attributes.map((_, index) => index).filter((index) => !unused.has(index)),
    hasHeader: [true, "true"].includes(member("dataFileContainsHeader") as boolean),
  };
}

// ---

function parseObject(text: string): Record<string, unknown> {
  try {
    const json = JSON.parse(text) as unknown;
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch (cause) {
    throw new SchemaError(`The data schema is not JSON: ${(cause as Error).message}`, { cause });
  }
  throw new SchemaError("Expected a JSON object as the data schema");
}

function readAttributes(list: unknown): Attribute[] {
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ATTRIBUTES) {
    throw new SchemaError(`Expected a list of 1 to ${MAX_ATTRIBUTES} attributes in the data schema`);
  }
  const attributes = list.map((item: Record<string, unknown> | null): Attribute => {
    const name = item?.attributeName ?? item?.fieldName;
    const type = item?.attributeType ?? item?.fieldType;
    if (typeof name !== "string" || name === "")
      throw new SchemaError(`Expected an attributeName in ${JSON.stringify(item)} of the data schema`);
    if (!types.includes(type as string))
      throw new SchemaError(
        `Expected the attributeType of '${name}' to be one of ${types.join(", ")}, got ${JSON.stringify(type)}`,
      );
    return { name, type: type as AttributeType };
  });
  const names = new Set(attributes.map((attribute) => attribute.name));
  const twice = attributes.find((attribute) => !names.delete(attribute.name));
  if (twice) throw new SchemaError(`The data schema has the attribute '${twice.name}' twice`);
  return attributes;
}
