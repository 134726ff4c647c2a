import { engineOf } from "../../plan/engines/engines";
import { folders } from "../../plan/identity";
import type { StackPlace } from "../../plan/place";
import { bucketArn, policy, type Policy, type Statement } from "../../plan/policy";

/** What the bucket lets the engine do, for this account alone; and nothing to anybody without TLS. */
export function bucketPolicy(place: StackPlace): Policy {
  const { bucket } = place;
  return policy([
    {
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...engineOf(place).policies.bucket(place),
  ]);
}

/** What the identity needs that runs the program: previews, runs, refreshes and destroys of this one stack. */
export function runnerPolicy(stackPlace: StackPlace): Policy {
  const { bucket, stackKey, parameter, makesBucket } = stackPlace;
  const objects = Object.values(folders).map((folder) => `${folder}/${stackKey}/*`);
  return policy([
    ...engineOf(stackPlace).policies.runner(stackPlace),
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
    ...engineOf(stackPlace).policies.predictor(stackPlace),
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
