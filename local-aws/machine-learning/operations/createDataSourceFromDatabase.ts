import { scryptSync } from "node:crypto";
import { structure, type Shape, type Structure } from "../../json/shapes";
import { flag, longText, s3Url, text } from "../shapes";
import { checkData } from "./createDataSourceFromS3";
import { createEntity } from "./createEntity";
import type { Operation } from "./operation";

interface Query extends Record<string, unknown> {
  DataSchema?: string;
  DataSchemaUri?: string;
  DataRearrangement?: string;
  DatabaseCredentials: { Username: string; Password: string };
}

/**
 * There is no database to be reached from here: what the service would take is taken, and its job then fails and says so.
 * https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateDataSourceFromRedshift.html
 */
export const createDataSourceFromRedshift = fromDatabase("DataSpec", {
  "DatabaseInformation*": structure({ "DatabaseName*": name(64, /^[a-z0-9]+$/), "ClusterIdentifier*": name(63) }),
  "DatabaseCredentials*": credentials(64),
});

/** https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_CreateDataSourceFromRDS.html */
export const createDataSourceFromRds = fromDatabase("RDSData", {
  "DatabaseInformation*": structure({ "DatabaseName*": name(64, /^.+$/), "InstanceIdentifier*": name(63) }),
  "DatabaseCredentials*": credentials(128),
  "ResourceRole*": name(64, /^.+$/),
  "ServiceRole*": name(64, /^.+$/),
  "SubnetId*": name(255, /^.+$/),
  "SecurityGroupIds*": { type: "list", of: name(255, /^.+$/) },
});

// ---

function fromDatabase(member: "DataSpec" | "RDSData", own: Record<string, Shape>): Operation {
  const spec = structure({
    ...own,
    "SelectSqlQuery*": { type: "string", min: 1, max: 16_777_216 },
    "S3StagingLocation*": s3Url,
    ...{ DataRearrangement: text, DataSchema: longText, DataSchemaUri: s3Url },
  });
  return createEntity<Record<string, unknown>>(
    "DataSource",
    { ComputeStatistics: flag, [`${member}*`]: spec, "RoleARN*": { type: "string", min: 1, max: 110 } },
    (request) => checkData(request[member] as Query, member, "DataSchemaUri"),
    (request) => ({ ...request, [member]: withoutPassword(request[member] as Query, request.DataSourceId as string) }),
  );
}

/** A repeat is known by what is kept instead, and nobody can read the password from the disk. */
function withoutPassword({ DatabaseCredentials: { Username, Password }, ...query }: Query, salt: string): object {
  const digest = scryptSync(Password, salt, 32).toString("hex");
  return { ...query, DatabaseCredentials: { Username, Password: digest } };
}

function name(max: number, pattern = /^[a-z0-9-]+$/): Shape {
  return { type: "string", min: 1, max, pattern };
}

function credentials(longestPassword: number): Structure {
  return structure({
    "Username*": { type: "string", min: 1, max: 128 },
    "Password*": { type: "string", min: 8, max: longestPassword, isSecret: true },
  });
}
