import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketPolicy } from "./policies";
import type { StackPlace } from "../../plan/place";

const MULTIPART_DAYS = 7;
const OLD_VERSION_DAYS = 30;

/** The stack's own bucket on AWS, closed to all but this account and, as far as it needs, Amazon ML. */
export class FeaturesBucket extends pulumi.ComponentResource {
  /** Its name, known once Amazon ML may use it: what is made in it waits for that. */
  readonly bucket: pulumi.Output<string>;

  constructor(stackPlace: StackPlace, tags: Record<string, string>, opts?: pulumi.ComponentResourceOptions) {
    super("ml-learn:index:FeaturesBucket", "bucket", {}, opts);
    const child = { parent: this };
    const { bucket: name } = stackPlace;
    // All that is in it was made by this stack, and can be made again from the rows: it goes with the stack.
    const { bucket } = new aws.s3.Bucket("bucket", { bucket: name, forceDestroy: true, tags }, child);
    const settings = [
      new aws.s3.BucketVersioning("versioning", { bucket, versioningConfiguration: { status: "Enabled" } }, child),
      new aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        child,
      ),
      new aws.s3.BucketOwnershipControls(
        "ownership",
        // Not BucketOwnerEnforced: Amazon ML sets an ACL on its results.
        { bucket, rule: { objectOwnership: "BucketOwnerPreferred" } },
        child,
      ),
      new aws.s3.BucketLifecycleConfiguration(
        "lifecycle",
        {
          bucket,
          rules: [
            {
              id: "leftovers",
              status: "Enabled",
              filter: {},
              abortIncompleteMultipartUpload: { daysAfterInitiation: MULTIPART_DAYS },
              noncurrentVersionExpiration: { noncurrentDays: OLD_VERSION_DAYS },
            },
          ],
        },
        child,
      ),
    ];
    const closed = new aws.s3.BucketPublicAccessBlock(
      "no-public-access",
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    const policy = new aws.s3.BucketPolicy(
      "amazon-ml",
      { bucket, policy: JSON.stringify(bucketPolicy(stackPlace)) },
      // S3 refuses two changes of a bucket's access at once.
      { ...child, dependsOn: closed },
    );
    this.bucket = pulumi.all([bucket, policy.id, ...settings.map(({ id }) => id)]).apply(([ready]) => ready);
    this.registerOutputs({ bucket: this.bucket });
  }
}
