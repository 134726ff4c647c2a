import {
  BadValue,
  columnsRead,
  inputColumns,
  type Feature,
  type FeatureDefinition,
  type Row,
} from "../features/definition";

/**
 * The row that a JSON object tells of. What the definition reads in training, the label and the row id, may stand in
 * it too; a name that it does not know is a slip, and would else be taken for an empty cell.
 * @throws BadValue that names the column
 */
export function rowOfJson(definition: FeatureDefinition, body: object): Row {
  const known = columnsRead(definition);
  const stranger = Object.keys(body).find((name) => !known.includes(name));
  const inputs = inputColumns(definition);
  if (stranger !== undefined)
    throw new BadValue(`expected the column${inputs.length === 1 ? "" : "s"} ${inputs.join(", ")}, got '${stranger}'`);
  const cell = (name: string) => {
    const value = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : "";
    const reader = definition.features.find(({ fromJson, from }) => fromJson && from.includes(name));
    return cellOf(name, value, reader?.fromJson);
  };
  return Object.fromEntries(inputs.map((name) => [name, cell(name)]));
}

// ---

/** What JSON's values are in a file of rows: a boolean has two states, null is no value. */
function cellOf(name: string, value: unknown, fromJson: Feature["fromJson"]): string {
  if (typeof value === "string") return value;
  if (fromJson && (typeof value === "number" || typeof value === "boolean")) return fromJson(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value === null) return "";
  throw new BadValue(
    `column '${name}': expected text, a number, true, false or null, got ${Array.isArray(value) ? "a list" : "an object"}`,
  );
}
