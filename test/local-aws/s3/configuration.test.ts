import assert from "node:assert/strict";
import * as s3 from "@aws-sdk/client-s3";
import { TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const Bucket = "bucket";

describe("a bucket's configuration in the local S3", () => {
  before(async () => {
    await aws.start();
    await send(new s3.CreateBucketCommand({ Bucket, ACL: "private", ObjectOwnership: "BucketOwnerEnforced" }));
  });
  after(() => aws.remove());

  it("is that of a bucket where nothing was configured", async () => {
    assert.equal((await send(new s3.GetBucketVersioningCommand({ Bucket }))).Status, undefined);
    assert.equal((await send(new s3.GetBucketAclCommand({ Bucket }))).Grants![0].Permission, "FULL_CONTROL");
    const { ServerSideEncryptionConfiguration: sse } = await send(new s3.GetBucketEncryptionCommand({ Bucket }));
    assert.equal(sse!.Rules![0].ApplyServerSideEncryptionByDefault!.SSEAlgorithm, "AES256");
    const { PublicAccessBlockConfiguration: blocked } = await send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    assert.equal(blocked!.BlockPublicPolicy, true);
    assert.equal((await send(new s3.GetBucketRequestPaymentCommand({ Bucket }))).Payer, "BucketOwner");
    const { OwnershipControls } = await send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
    assert.equal(OwnershipControls!.Rules![0].ObjectOwnership, "BucketOwnerEnforced");
    for (const command of [
      new s3.GetBucketLoggingCommand({ Bucket }),
      new s3.GetBucketNotificationConfigurationCommand({ Bucket }),
      new s3.GetBucketAccelerateConfigurationCommand({ Bucket }),
      new s3.ListBucketMetricsConfigurationsCommand({ Bucket }),
    ])
      await send(command as never);
    for (const [command, name] of [
      [new s3.GetBucketCorsCommand({ Bucket }), "NoSuchCORSConfiguration"],
      [new s3.GetBucketLifecycleConfigurationCommand({ Bucket }), "NoSuchLifecycleConfiguration"],
      [new s3.GetBucketReplicationCommand({ Bucket }), "ReplicationConfigurationNotFoundError"],
      [new s3.GetBucketWebsiteCommand({ Bucket }), "NoSuchWebsiteConfiguration"],
      [new s3.GetObjectLockConfigurationCommand({ Bucket }), "ObjectLockConfigurationNotFoundError"],
      [new s3.GetBucketTaggingCommand({ Bucket }), "NoSuchTagSet"],
      [new s3.GetBucketPolicyCommand({ Bucket }), "NoSuchBucketPolicy"],
      [new s3.GetBucketAclCommand({ Bucket: "nobody" }), "NoSuchBucket"],
    ] as const)
      await assert.rejects(send(command as never), { name });
  });

  it("keeps a policy byte for byte, also over a restart, until it is deleted", async () => {
    const Policy =
      '{ "Version":"2012-10-17",\n  "Statement":[{"Effect":"Allow","Principal":{"Service":"machinelearning.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/ä*"}] }';
    await send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    await aws.stop();
    await aws.start();
    assert.equal((await send(new s3.GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
    assert.equal((await send(new s3.GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus!.IsPublic, false);
    await assert.rejects(send(new s3.PutBucketPolicyCommand({ Bucket, Policy: "[]" })), { name: "MalformedPolicy" });
    await send(new s3.DeleteBucketPolicyCommand({ Bucket }));
    await assert.rejects(send(new s3.GetBucketPolicyCommand({ Bucket })), { name: "NoSuchBucketPolicy" });
  });

  it("keeps tags, of buckets and of objects", async () => {
    const Tagging = {
      TagSet: [
        { Key: "<a&b>", Value: 'é "x"' },
        { Key: "empty", Value: "" },
      ],
    };
    await send(new s3.PutBucketTaggingCommand({ Bucket, Tagging }));
    assert.deepEqual((await send(new s3.GetBucketTaggingCommand({ Bucket }))).TagSet, Tagging.TagSet);
    await send(new s3.DeleteBucketTaggingCommand({ Bucket }));
    await assert.rejects(send(new s3.GetBucketTaggingCommand({ Bucket })), { name: "NoSuchTagSet" });
    await send(new s3.PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await send(new s3.PutObjectTaggingCommand({ Bucket, Key: "k", Tagging }));
    assert.deepEqual((await send(new s3.GetObjectTaggingCommand({ Bucket, Key: "k" }))).TagSet, Tagging.TagSet);
    assert.equal((await send(new s3.GetObjectCommand({ Bucket, Key: "k" }))).TagCount, 2);
    await send(new s3.DeleteObjectTaggingCommand({ Bucket, Key: "k" }));
    assert.deepEqual((await send(new s3.GetObjectTaggingCommand({ Bucket, Key: "k" }))).TagSet ?? [], []);
    const twice = {
      TagSet: [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "2" },
      ],
    };
    await assert.rejects(send(new s3.PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: twice })), {
      name: "InvalidTag",
    });
  });

  it("takes harmless members, and tells a client the region that it is in", async () => {
    await send(
      new s3.PutObjectCommand({
        Bucket,
        Key: "k",
        Body: "x",
        ACL: "bucket-owner-full-control",
        StorageClass: "STANDARD",
      }),
    );
    await send(new s3.PutObjectAclCommand({ Bucket, Key: "k", ACL: "private" }));
    const attributes = await send(
      new s3.GetObjectAttributesCommand({ Bucket, Key: "k", ObjectAttributes: ["ObjectSize", "ETag"] }),
    );
    assert.deepEqual([attributes.ObjectSize, attributes.ETag?.length], [1, 32]);
    for (const region of ["us-east-1", "eu-west-1"]) {
      const { s3: east } = aws;
      const client = new s3.S3Client({
        endpoint: aws.service.url,
        region,
        forcePathStyle: true,
        credentials: east.config.credentials,
      });
      assert.equal((await client.send(new s3.HeadBucketCommand({ Bucket }))).BucketRegion, region);
      const { LocationConstraint } = await client.send(new s3.GetBucketLocationCommand({ Bucket }));
      assert.equal(LocationConstraint || "us-east-1", region);
    }
  });
});
