import type { FeatureDefinition } from "./definition";

export type AttributeType = "BINARY" | "CATEGORICAL" | "NUMERIC" | "TEXT";

/** The header of the features file: the target first, then the features. */
export function header(definition: FeatureDefinition): string[] {
  return [definition.target.name, ...definition.columns.map((column) => column.name)];
}

/**
 * Amazon ML's data schema for the features file, as compact JSON text.
 * Format: Developer Guide, "Creating a Data Schema for Amazon ML".
 */
export function dataSchema(definition: FeatureDefinition): string {
  return JSON.stringify({
    version: "1.0",
    rowId: null,
    rowWeight: null,
    targetAttributeName: definition.target.name,
    dataFormat: "CSV",
    dataFileContainsHeader: true,
    attributes: [definition.target, ...definition.columns].map(({ name, type }) => ({
      attributeName: name,
      attributeType: type,
    })),
    excludedAttributeNames: [],
  });
}

/** What Amazon ML trains for a target of this type. */
export const modelTypes = { BINARY: "BINARY", CATEGORICAL: "MULTICLASS", NUMERIC: "REGRESSION" } as const;

/** The record that Predict takes, for one value of the definition's source. Empty cells are left out. */
export function predictionRecord(definition: FeatureDefinition, value: string): Record<string, string> {
  const cells = definition.compute(value);
  const filled = definition.columns.flatMap(({ name }, i) =>
    cells[i] === undefined ? [] : [[name, String(cells[i])]],
  );
  return Object.fromEntries(filled) as Record<string, string>;
}
