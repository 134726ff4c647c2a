import type { Entity, Kind } from "../state";
import { trainingParameters } from "../training-parameters";
import type { Context } from "./operation";
import { endpointInfo } from "./realtimeEndpoint";

/** An entity as Get<Kind> and Describe<Kind>s show it, without members of no value; Recipe and schemas with `verbose` only. */
export function viewOf(entity: Entity, context: Context, verbose = false): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify({
      [`${entity.kind}Id`]: entity.id,
      ...commonMembers(entity, context),
      ...views[entity.kind](entity, verbose, context),
    }),
  ) as Record<string, unknown>;
}

// ---

/** Epoch seconds: JavaScript's clients refuse texts. */
const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? undefined : milliseconds / 1000);

function commonMembers(described: Entity, { jobs }: Context): object {
  const { kind, status, request, result, ...entity } = described;
  return {
    Name: described.name ?? request[`${kind}Name`],
    Status: status,
    Message: status === "INPROGRESS" ? jobs.progressOf(described) : result.message,
    CreatedByIamUser: "arn:aws:iam::000000000000:root",
    CreatedAt: seconds(entity.createdAt),
    LastUpdatedAt: seconds(entity.lastUpdatedAt),
    StartedAt: seconds(entity.startedAt),
    FinishedAt: seconds(entity.finishedAt),
    ComputeTime: entity.computeTime,
  };
}

interface DataSpec {
  DataLocationS3: string;
  DataRearrangement?: string;
}

/** Where the data are: of a database, where they would be put to be read. */
function placeOf({ request }: Entity): DataSpec {
  const spec = (request.RDSData ?? request.DataSpec) as DataSpec & { S3StagingLocation?: string };
  const { DataLocationS3, S3StagingLocation, DataRearrangement } = spec;
  return { DataLocationS3: S3StagingLocation ?? DataLocationS3, DataRearrangement };
}

const locationOf = (context: Context, dataSourceId: unknown) =>
  placeOf(context.state.get("DataSource", dataSourceId as string)).DataLocationS3;

/** What a data source shows of its database; the query with `verbose` only, and the password never. */
function databaseOf({ request }: Entity, verbose: boolean): object {
  const { RoleARN, RDSData, DataSpec } = request as Record<string, never>;
  if (RoleARN === undefined) return {};
  const data = (RDSData ?? DataSpec) as Record<string, Record<string, string>>;
  const { DatabaseInformation, DatabaseCredentials, SelectSqlQuery, ResourceRole, ServiceRole } = data;
  const query = {
    DatabaseUserName: DatabaseCredentials.Username,
    SelectSqlQuery: verbose ? SelectSqlQuery : undefined,
  };
  return RDSData
    ? { RoleARN, RDSMetadata: { Database: DatabaseInformation, ...query, ResourceRole, ServiceRole } }
    : { RoleARN, RedshiftMetadata: { RedshiftDatabase: DatabaseInformation, ...query } };
}

/** What each kind shows beside the common members. Undefined members are left out. */
const views: Record<Kind, (entity: Entity, verbose: boolean, context: Context) => object> = {
  DataSource: (entity, verbose) => ({
    ...placeOf(entity),
    ...databaseOf(entity, verbose),
    DataSizeInBytes: entity.result.sizeInBytes,
    NumberOfFiles: entity.result.files,
    ComputeStatistics: entity.request.ComputeStatistics === true,
    ComputeTime: entity.request.ComputeStatistics === true ? entity.computeTime : undefined,
    DataSourceSchema: verbose ? entity.result.schema : undefined,
  }),
  MLModel: (entity, verbose, context) => ({
    TrainingDataSourceId: entity.request.TrainingDataSourceId,
    InputDataLocationS3: locationOf(context, entity.request.TrainingDataSourceId),
    MLModelType: entity.request.MLModelType,
    SizeInBytes: entity.result.sizeInBytes,
    // Absent until it was set, though one is in force.
    ScoreThreshold: entity.scoreThreshold?.value,
    ScoreThresholdLastUpdatedAt: seconds(entity.scoreThreshold?.updatedAt),
    EndpointInfo: endpointInfo(entity, context),
    TrainingParameters: {
      ...trainingParameters(entity.request.Parameters as Record<string, string> | undefined),
      ...entity.result.parameters,
      algorithm: "sgd",
    },
    Recipe: verbose ? entity.result.recipe : undefined,
    Schema: verbose ? entity.result.schema : undefined,
  }),
  Evaluation: ({ request, result }, _, context) => ({
    MLModelId: request.MLModelId,
    EvaluationDataSourceId: request.EvaluationDataSourceId,
    InputDataLocationS3: locationOf(context, request.EvaluationDataSourceId),
    PerformanceMetrics: result.metrics && { Properties: result.metrics },
  }),
  BatchPrediction: ({ request, result }, _, context) => ({
    MLModelId: request.MLModelId,
    BatchPredictionDataSourceId: request.BatchPredictionDataSourceId,
    InputDataLocationS3: locationOf(context, request.BatchPredictionDataSourceId),
    OutputUri: request.OutputUri,
    TotalRecordCount: result.rows,
    InvalidRecordCount: result.rejected,
  }),
};
