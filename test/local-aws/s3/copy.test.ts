import assert from "node:assert/strict";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const source = { Bucket: "bucket", Key: "a b/ä.csv" };
const CopySource = `bucket/${encodeURIComponent("a b/ä.csv")}`;

describe("copies in the local S3", () => {
  before(async () => {
    await aws.start();
    for (const Bucket of ["bucket", "other"]) await send(new CreateBucketCommand({ Bucket }));
    await send(
      new PutObjectCommand({
        ...source,
        Body: "content",
        ContentType: "text/csv",
        Metadata: { of: "me" },
        Tagging: "k=v",
      }),
    );
  });
  after(() => aws.remove());

  const told = async (Key: string, Bucket = "bucket") => {
    const { ContentType, Metadata, ETag } = await send(new HeadObjectCommand({ Bucket, Key }));
    const { TagSet } = await send(new GetObjectTaggingCommand({ Bucket, Key }));
    return { ContentType, Metadata, ETag, tags: TagSet!.map(({ Key: key, Value }) => `${key}=${Value}`) };
  };

  it("keep what is said of an object, or take what is said of the copy", async () => {
    const { ETag } = await send(new HeadObjectCommand(source));
    const { CopyObjectResult } = await send(new CopyObjectCommand({ Bucket: "other", Key: "copy", CopySource }));
    assert.equal(CopyObjectResult!.ETag, ETag);
    assert.deepEqual(await told("copy", "other"), {
      ContentType: "text/csv",
      Metadata: { of: "me" },
      ETag,
      tags: ["k=v"],
    });
    const replaced = { ContentType: "text/plain", Metadata: { of: "you" } };
    await send(
      new CopyObjectCommand({
        Bucket: "bucket",
        Key: "b",
        CopySource: `/${CopySource}`,
        MetadataDirective: "REPLACE",
        ...replaced,
      }),
    );
    assert.deepEqual(await told("b"), { ...replaced, ETag, tags: ["k=v"] });
    await send(
      new CopyObjectCommand({ Bucket: "bucket", Key: "c", CopySource, TaggingDirective: "REPLACE", Tagging: "x=y" }),
    );
    assert.deepEqual((await told("c")).tags, ["x=y"]);
    const body = await send(new GetObjectCommand({ Bucket: "other", Key: "copy", ChecksumMode: "ENABLED" }));
    assert.equal(await body.Body!.transformToString(), "content");
    assert.ok(body.ChecksumCRC32);
  });

  it("change an object in its place, and are refused where they would change nothing", async () => {
    await send(new CopyObjectCommand({ Bucket: "bucket", Key: "self", CopySource }));
    const self = { Bucket: "bucket", Key: "self", CopySource: "bucket/self" };
    await assert.rejects(send(new CopyObjectCommand(self)), { name: "InvalidRequest" });
    await send(
      new CopyObjectCommand({
        ...self,
        MetadataDirective: "REPLACE",
        ContentType: "text/plain",
        Metadata: { now: "1" },
      }),
    );
    const { ContentType, Metadata } = await told("self");
    assert.deepEqual([ContentType, Metadata], ["text/plain", { now: "1" }]);
  });

  it("keep to conditions on what is copied, and what is replaced", async () => {
    const { ETag } = await send(new HeadObjectCommand(source));
    const copy = (more: object) =>
      send(new CopyObjectCommand({ Bucket: "bucket", Key: "conditional", CopySource, ...more }));
    await assert.rejects(copy({ CopySourceIfMatch: '"x"' }), { name: "PreconditionFailed" });
    await assert.rejects(copy({ CopySourceIfNoneMatch: ETag }), { name: "PreconditionFailed" });
    await copy({ CopySourceIfMatch: ETag, IfNoneMatch: "*" });
    await assert.rejects(copy({ IfNoneMatch: "*" }), { name: "PreconditionFailed" });
    await assert.rejects(copy({ CopySource: "bucket/nothing" }), { name: "NoSuchKey" });
  });

  it("make parts of an object", async () => {
    const Body = Buffer.alloc(5 << 20, "p");
    await send(new PutObjectCommand({ Bucket: "bucket", Key: "part", Body }));
    const upload = { Bucket: "bucket", Key: "whole" };
    const { UploadId } = await send(new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: "CRC32" }));
    const of = { ...upload, UploadId };
    const one = await send(new UploadPartCopyCommand({ ...of, PartNumber: 1, CopySource: "bucket/part" }));
    const two = await send(
      new UploadPartCopyCommand({ ...of, PartNumber: 2, CopySource, CopySourceRange: "bytes=1-3" }),
    );
    await assert.rejects(
      send(new UploadPartCopyCommand({ ...of, PartNumber: 3, CopySource, CopySourceRange: "bytes=1-99" })),
      { name: "InvalidArgument" },
    );
    const Parts = [one, two].map(({ CopyPartResult }, i) => ({ PartNumber: i + 1, ETag: CopyPartResult!.ETag }));
    const done = await send(new CompleteMultipartUploadCommand({ ...of, MultipartUpload: { Parts } }));
    assert.match(done.ChecksumCRC32!, /-2$/);
    const { ContentLength } = await send(new HeadObjectCommand(upload));
    assert.equal(ContentLength, (5 << 20) + 3);
  });

  it("of uploads in parts have the checksum of the whole where that is asked for, and it is verified", async () => {
    const upload = { Bucket: "bucket", Key: "full" };
    const asked = { ...upload, ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" } as const;
    const { UploadId } = await send(new CreateMultipartUploadCommand(asked));
    const { ETag } = await send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "123456789" }));
    const complete = (ChecksumCRC64NVME?: string) =>
      send(
        new CompleteMultipartUploadCommand({
          ...upload,
          UploadId,
          ChecksumCRC64NVME,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    await assert.rejects(complete("AAAAAAAAAAA="), { name: "BadDigest" });
    // The check value of CRC-64/NVME: ae8b14860a799888.
    const sum = Buffer.from("ae8b14860a799888", "hex").toString("base64");
    const done = await complete(sum);
    assert.deepEqual([done.ChecksumCRC64NVME, done.ChecksumType], [sum, "FULL_OBJECT"]);
  });

  it("are deleted with If-Match only as they are known", async () => {
    await send(new PutObjectCommand({ Bucket: "bucket", Key: "brief", Body: "x" }));
    const remove = (IfMatch: string) => send(new DeleteObjectCommand({ Bucket: "bucket", Key: "brief", IfMatch }));
    await assert.rejects(remove('"other"'), { name: "PreconditionFailed" });
    const { ETag } = await send(new HeadObjectCommand({ Bucket: "bucket", Key: "brief" }));
    await remove(ETag!);
    await assert.rejects(send(new HeadObjectCommand({ Bucket: "bucket", Key: "brief" })), { name: "NotFound" });
  });
});
