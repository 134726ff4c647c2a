import type { Shape } from "../json/shapes";

// The repeated shapes, each once (Amazon ML's service model, machinelearning-2014-12-12).
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
