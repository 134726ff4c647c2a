import { computeCells, featureColumns, type FeatureDefinition, type Row } from "./definition";
import type { AttributeType } from "../learning/attribute";
import type { ProfiledColumn } from "./profile";

/** The columns of the features file: the label first, then the row id if there is one, then the features. */
export function columns({ label, rowId, features }: FeatureDefinition): ProfiledColumn[] {
  const id = rowId === undefined ? [] : [{ name: rowId, type: "CATEGORICAL" as const }];
  return [
    label,
    ...id,
    ...features.flatMap(({ columns, isRevealing }) => columns.map((column) => ({ ...column, isRevealing }))),
  ];
}

/** Amazon ML's data schema, compact JSON (Developer Guide, "Creating a Data Schema for Amazon ML"). */
export function dataSchema(definition: FeatureDefinition): string {
  const { rowId = null, label } = definition;
  return schemaOf(columns(definition), { rowId, target: label.name });
}

/** That of features alone, to predict the label. */
export const predictionSchema = (definition: FeatureDefinition): string =>
  schemaOf(featureColumns(definition), { rowId: null, target: null });

/** The columns of a data schema that are learned from. */
export function inputsOf(schema: string): { name: string; type: AttributeType }[] {
  const { attributes, targetAttributeName, rowId } = JSON.parse(schema) as {
    attributes: { attributeName: string; attributeType: AttributeType }[];
    targetAttributeName: string;
    rowId: string | null;
  };
  return attributes
    .filter(({ attributeName: name }) => name !== targetAttributeName && name !== rowId)
    .map(({ attributeName: name, attributeType: type }) => ({ name, type }));
}

/**
 * The record that Predict takes, for a row without the label. Empty cells are left out.
 * @throws BadValue when no features can be made of the row
 */
export function predictionRecord(definition: FeatureDefinition, row: Row): Record<string, string> {
  const names = featureColumns(definition).map(({ name }) => name);
  return recordOf(names, computeCells(definition, row));
}

/** The same, of cells that were computed; by the names of their columns. */
export const recordOf = (names: string[], cells: string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name, i) => (cells[i] === "" ? [] : [[name, cells[i]]])));

// ---

const schemaOf = (all: ProfiledColumn[], { rowId, target }: Record<"rowId" | "target", string | null>): string =>
  JSON.stringify({
    version: "1.0",
    rowId,
    rowWeight: null,
    targetAttributeName: target,
    dataFormat: "CSV",
    dataFileContainsHeader: true,
    attributes: all.map(({ name, type }) => ({ attributeName: name, attributeType: type })),
    excludedAttributeNames: [],
  });
