import { folders } from "../../identity";
import type { StackPlace } from "../../place";
import { bucketArn } from "../../policy";
import type { Engine } from "../engine";
import { idPrefixes } from "./ids";

export const policies: Engine["policies"] = {
  /**
   * What the bucket lets Amazon ML do: read the features, write predictions; only for this account (the confused
   * deputy). (Developer Guide, "Granting Amazon ML Permissions to Read Your Data from Amazon S3" and "… to Output
   * Predictions to Amazon S3")
   */
  bucket({ account, region, bucket, stackKey }) {
    const own = {
      Effect: "Allow",
      Principal: { Service: "machinelearning.amazonaws.com" },
    } as const;
    const ours = {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:machinelearning:${region}:${account}:*` },
    };
    const [uploads, predictions] = [folders.uploads, folders.predictions].map((folder) => `${folder}/${stackKey}/*`);
    return [
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
    ];
  },

  runner: (place) => [
    {
      Sid: "CreateEntities",
      Effect: "Allow",
      Action: kinds.map((kind) => `machinelearning:Create${kind === "DataSource" ? "DataSourceFromS3" : kind}`),
      // A create cannot be bound to what does not exist yet.
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": place.region } },
    },
    {
      Sid: "OwnEntities",
      Effect: "Allow",
      Action: [
        ...kinds.flatMap((kind) => [`machinelearning:Get${kind}`, `machinelearning:Delete${kind}`]),
        ...[
          "AddTags",
          "DescribeTags",
          "CreateRealtimeEndpoint",
          "DeleteRealtimeEndpoint",
          "Predict",
          "UpdateMLModel",
        ].map((operation) => `machinelearning:${operation}`),
      ],
      Resource: kinds.flatMap((kind) => entityArns(place, kind)),
    },
  ],

  predictor: (place) => [
    {
      Sid: "Predict",
      Effect: "Allow",
      Action: "machinelearning:Predict",
      Resource: entityArns(place, "MLModel")[0],
    },
  ],
};

// ---

type Kind = keyof typeof idPrefixes;
const kinds = Object.keys(idPrefixes) as Kind[];

/** Of all that a stack may make of a kind. */
function entityArns({ account, region, stackKey }: StackPlace, kind: Kind): string[] {
  const prefix = idPrefixes[kind];
  return (typeof prefix === "string" ? [prefix] : Object.values(prefix)).map(
    (prefix) => `arn:aws:machinelearning:${region}:${account}:${kind.toLowerCase()}/${prefix}-${stackKey}-*`,
  );
}
