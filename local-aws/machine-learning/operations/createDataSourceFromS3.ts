import { parseDataRearrangement } from "../data-rearrangement";
import { parseDataSchema, SchemaError } from "../data-schema";
import { invalidInput } from "../invalid-input";
import { structure } from "../../json/shapes";
import { flag, longText, s3Url, text } from "../shapes";
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
  ({ DataSpec }) => checkData(DataSpec, "DataSpec", "DataSchemaLocationS3"),
);

/**
 * Checks what a request says of its data, wherever these are.
 * @param member that says it; `schemaUri`: its member for a schema that is elsewhere
 * @throws ApiError InvalidInputException
 */
export function checkData<Uri extends string>(
  spec: { DataSchema?: string; DataRearrangement?: string } & Partial<Record<Uri, string>>,
  member: string,
  schemaUri: Uri,
): void {
  if (!spec.DataSchema === !spec[schemaUri])
    throw invalidInput(`Expected exactly one of DataSchema and ${schemaUri} in ${member}`);
  parseDataRearrangement(spec.DataRearrangement);
  if (spec.DataSchema) checkSchema(spec.DataSchema);
}

// ---

function checkSchema(schema: string): void {
  try {
    parseDataSchema(schema);
  } catch (error) {
    if (error instanceof SchemaError) throw invalidInput(error.message);
    throw error;
  }
}
