import { parseDataRearrangement } from "../data-rearrangement";
import { parseDataSchema, SchemaError } from "../data-schema";
import { invalidInput } from "../errors";
import { flag, longText, s3Url, structure, text } from "../shapes";
import { createEntity } from "./createEntity";

interface Request {
  DataSpec: { DataSchema?: string; DataSchemaLocationS3?: string; DataRearrangement?: string };
}

const dataSpec = structure({
  "DataLocationS3*": s3Url,
  DataRearrangement: text,
  DataSchema: longText,
  DataSchemaLocationS3: s3Url,
});

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateDataSourceFromS3.html */
export const createDataSourceFromS3 = createEntity<Request>(
  "DataSource",
  { "DataSpec*": dataSpec, ComputeStatistics: flag },
  ({ DataSpec: { DataSchema, DataSchemaLocationS3, DataRearrangement } }) => {
    if (!DataSchema === !DataSchemaLocationS3)
      throw invalidInput("Expected exactly one of DataSchema and DataSchemaLocationS3 in DataSpec");
    parseDataRearrangement(DataRearrangement);
    if (DataSchema) checkSchema(DataSchema);
  },
);

/** @throws ApiError when it is no data schema */
export function checkSchema(schema: string): void {
  try {
    parseDataSchema(schema);
  } catch (error) {
    if (error instanceof SchemaError) throw invalidInput(error.message);
    throw error;
  }
}
