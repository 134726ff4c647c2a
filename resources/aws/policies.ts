import { folders, idPrefixes } from "../../plan/identity";
import type { StackPlace } from "../../plan/place";

/** An IAM policy document. */
export interface Policy {
  Version: "2012-10-17";
  Statement: Statement[];
}

interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { Service: string };
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * What the bucket lets Amazon ML do: read the features, write predictions; only for this account
 * (the confused deputy), and nothing without TLS. (Developer Guide, "Granting Amazon ML Permissions
 * to Read Your Data from Amazon S3" and "… to Output Predictions to Amazon S3")
 */
export function bucketPolicy({ account, region, bucket, stackKey }: StackPlace): Policy {
  const own = {
    Effect: "Allow",
    Principal: { Service: "machinelearning.amazonaws.com" },
  } as const;
  const ours = {
    StringEquals: { "aws:SourceAccount": account },
    ArnLike: { "aws:SourceArn": `arn:aws:machinelearning:${region}:${account}:*` },
  };
  const [uploads, predictions] = [folders.uploads, folders.predictions].map((folder) => `${folder}/${stackKey}/*`);
  return policy([
    {
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      ...{ Sid: "AmazonMLReads", ...own },
      Action: "s3:GetObject",
      Resource: [uploads, predictions].map((prefix) => `${bucketArn(bucket)}/${prefix}`),
      Condition: ours,
    },
    {
      ...{ Sid: "AmazonMLLists", ...own },
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { ...ours, StringLike: { "s3:prefix": [uploads, predictions] } },
    },
    {
      ...{ Sid: "AmazonMLWrites", ...own },
      // It sets an ACL on what it writes, so that the bucket's owner may read it.
      Action: ["s3:PutObject", "s3:PutObjectAcl"],
      Resource: `${bucketArn(bucket)}/${predictions}`,
      Condition: ours,
    },
  ]);
}

/** What the identity needs that runs the program: previews, runs, refreshes and destroys of this one stack. */
export function runnerPolicy(stackPlace: StackPlace): Policy {
  const { region, bucket, stackKey, parameter, makesBucket } = stackPlace;
  const objects = Object.values(folders).map((folder) => `${folder}/${stackKey}/*`);
  return policy([
    {
      Sid: "CreateEntities",
      Effect: "Allow",
      Action: kinds.map((kind) => `machinelearning:Create${kind === "DataSource" ? "DataSourceFromS3" : kind}`),
      // A create cannot be bound to what does not exist yet.
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      Sid: "OwnEntities",
      Effect: "Allow",
      Action: [
        ...kinds.flatMap((kind) => [`machinelearning:Get${kind}`, `machinelearning:Delete${kind}`]),
        ...["AddTags", "DescribeTags", "CreateRealtimeEndpoint", "DeleteRealtimeEndpoint", "Predict"].map(
          (operation) => `machinelearning:${operation}`,
        ),
      ],
      Resource: kinds.flatMap((kind) => entityArns(stackPlace, kind)),
    },
    {
      Sid: "OwnObjects",
      Effect: "Allow",
      Action: ["GetObject", "PutObject", "PutObjectTagging", "DeleteObject", "AbortMultipartUpload"].map(
        (operation) => `s3:${operation}`,
      ),
      Resource: objects.map((prefix) => `${bucketArn(bucket)}/${prefix}`),
    },
    {
      Sid: "OwnBucketsContent",
      Effect: "Allow",
      // Without it a missing object looks like a forbidden one.
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
    },
    ...(makesBucket ? ownBucket(bucket) : []),
    ...(parameter === "" ? [] : ownParameter(stackPlace)),
  ]);
}

/** What a client needs that only asks: the models of this one stack, and what serves, if a parameter says so. */
export function predictorPolicy(stackPlace: StackPlace): Policy {
  const { account, region, parameter } = stackPlace;
  return policy([
    {
      Sid: "Predict",
      Effect: "Allow",
      Action: "machinelearning:Predict",
      Resource: entityArns(stackPlace, "MLModel")[0],
    },
    ...(parameter === ""
      ? []
      : [
          {
            Sid: "ReadWhatServes",
            Effect: "Allow",
            Action: "ssm:GetParameter",
            Resource: parameterArn({ account, region, parameter }),
          } as const,
        ]),
  ]);
}

// ---

const policy = (Statement: Statement[]): Policy => ({ Version: "2012-10-17", Statement });

type Kind = keyof typeof idPrefixes;
const kinds = Object.keys(idPrefixes) as Kind[];

/** Of all that a stack may make of a kind. */
function entityArns({ account, region, stackKey }: StackPlace, kind: Kind): string[] {
  const prefix = idPrefixes[kind];
  return (typeof prefix === "string" ? [prefix] : Object.values(prefix)).map(
    (prefix) => `arn:aws:machinelearning:${region}:${account}:${kind.toLowerCase()}/${prefix}-${stackKey}-*`,
  );
}

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

/** A name that begins with a slash has no second one in its ARN. */
const parameterArn = ({ account, region, parameter }: Pick<StackPlace, "account" | "region" | "parameter">): string =>
  `arn:aws:ssm:${region}:${account}:parameter/${parameter.replace(/^\//, "")}`;

/** What `@pulumi/aws` calls to make, read and delete a bucket and its settings. */
function ownBucket(bucket: string): Statement[] {
  const settings = [
    "BucketVersioning",
    "EncryptionConfiguration",
    "BucketPublicAccessBlock",
    "BucketOwnershipControls",
    "LifecycleConfiguration",
    "BucketPolicy",
    "BucketTagging",
  ];
  const read = ["Acl", "CORS", "Location", "Logging", "ObjectLockConfiguration", "RequestPayment", "Website"];
  return [
    {
      Sid: "OwnBucket",
      Effect: "Allow",
      Action: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:ListBucketVersions",
        "s3:GetAccelerateConfiguration",
        "s3:GetReplicationConfiguration",
        ...settings.flatMap((setting) => [`s3:Get${setting}`, `s3:Put${setting}`]),
        ...read.map((setting) => `s3:GetBucket${setting}`),
      ],
      Resource: bucketArn(bucket),
    },
    {
      Sid: "EmptyOwnBucket",
      Effect: "Allow",
      // `destroy` takes old versions with the bucket.
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: `${bucketArn(bucket)}/*`,
    },
  ];
}

function ownParameter({ account, region, parameter }: StackPlace): Statement[] {
  const operations = ["PutParameter", "GetParameter", "GetParameters", "DeleteParameter", "AddTagsToResource"];
  return [
    {
      Sid: "OwnParameter",
      Effect: "Allow",
      Action: [...operations, "RemoveTagsFromResource", "ListTagsForResource"].map((operation) => `ssm:${operation}`),
      Resource: parameterArn({ account, region, parameter }),
    },
    { Sid: "FindParameters", Effect: "Allow", Action: "ssm:DescribeParameters", Resource: "*" },
  ];
}
