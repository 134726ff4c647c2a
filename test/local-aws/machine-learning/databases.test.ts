import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateDataSourceFromRDSCommand,
  CreateDataSourceFromRedshiftCommand,
  GetDataSourceCommand,
} from "@aws-sdk/client-machine-learning";
import { colorSchema, TestLocalAws } from "../local-aws";

describe("data sources of databases", function () {
  const aws = new TestLocalAws();
  const query = {
    DatabaseCredentials: { Username: "ada", Password: "much-too-secret" },
    SelectSqlQuery: "SELECT * FROM colors",
    S3StagingLocation: "s3://data/staging/",
    DataSchema: colorSchema,
  };
  const redshift = {
    DataSourceId: "redshift",
    RoleARN: "arn:aws:iam::000000000000:role/reader",
    DataSpec: { ...query, DatabaseInformation: { DatabaseName: "colors", ClusterIdentifier: "one-two" } },
  };
  const rds = {
    DataSourceId: "rds",
    RoleARN: "arn:aws:iam::000000000000:role/reader",
    RDSData: {
      ...query,
      DatabaseInformation: { DatabaseName: "colors", InstanceIdentifier: "one-two" },
      ...{ ResourceRole: "DataPipelineDefaultResourceRole", ServiceRole: "DataPipelineDefaultRole" },
      ...{ SubnetId: "subnet-1", SecurityGroupIds: ["sg-1"] },
    },
  };

  before(() => aws.start());
  after(() => aws.remove());

  it("are taken, and FAILED with what to do instead, as often as they are asked for", async () => {
    for (let i = 0; i < 2; i++) {
      await aws.ml.send(new CreateDataSourceFromRedshiftCommand(redshift));
      await aws.ml.send(new CreateDataSourceFromRDSCommand(rds));
    }
    for (const id of ["redshift", "rds"]) {
      const { Status, Message, DataLocationS3 } = await aws.dataSource(id);
      assert.equal(Status, "FAILED");
      assert.match(Message!, /reaches no database: .*CreateDataSourceFromS3/);
      assert.equal(DataLocationS3, "s3://data/staging/");
    }
    const other = { ...redshift, DataSpec: { ...redshift.DataSpec, SelectSqlQuery: "SELECT 1" } };
    await assert.rejects(aws.ml.send(new CreateDataSourceFromRedshiftCommand(other)), {
      name: "IdempotentParameterMismatchException",
    });
  });

  it("show their database, the query with Verbose only, and the password nowhere", async () => {
    const { RedshiftMetadata, RoleARN } = await aws.dataSource("redshift");
    assert.deepEqual(RedshiftMetadata, {
      RedshiftDatabase: { DatabaseName: "colors", ClusterIdentifier: "one-two" },
      DatabaseUserName: "ada",
      SelectSqlQuery: "SELECT * FROM colors",
    });
    assert.equal(RoleARN, redshift.RoleARN);
    const short = await aws.ml.send(new GetDataSourceCommand({ DataSourceId: "rds" }));
    assert.deepEqual(short.RDSMetadata, {
      Database: { DatabaseName: "colors", InstanceIdentifier: "one-two" },
      DatabaseUserName: "ada",
      ResourceRole: "DataPipelineDefaultResourceRole",
      ServiceRole: "DataPipelineDefaultRole",
    });
    for (const file of readdirSync(aws.data, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        assert.ok(!readFileSync(join(file.parentPath, file.name), "latin1").includes("much-too-secret"), file.name);
  });

  it("are refused as Amazon ML's constraints have it, and no message shows a password", async () => {
    const refused = (DataSpec: object, message: RegExp) =>
      assert.rejects(
        aws.ml.send(
          new CreateDataSourceFromRedshiftCommand({
            ...{ ...redshift, DataSourceId: "bad" },
            DataSpec: { ...redshift.DataSpec, ...DataSpec },
          }),
        ),
        (error: Error) => error.name === "InvalidInputException" && message.test(error.message),
      );
    await refused(
      { DatabaseCredentials: { Username: "ada", Password: "short" } },
      /Value \(a secret\) at .*Password' .*greater than or equal to 8/,
    );
    await refused({ DatabaseInformation: { DatabaseName: "C", ClusterIdentifier: "a" } }, /DatabaseName' .*pattern/);
    await refused({ SelectSqlQuery: undefined }, /SelectSqlQuery' .*must not be null/);
    await refused({ DataSchema: undefined }, /Expected exactly one of DataSchema and DataSchemaUri in DataSpec/);
  });
});
