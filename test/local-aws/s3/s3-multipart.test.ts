import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const MB = 1 << 20;

describe("local S3, objects in parts", () => {
  before(async () => {
    await aws.start();
    await send(new CreateBucketCommand({ Bucket: "bucket" }));
  });
  after(() => aws.remove());

  const begin = async (Key: string, more: object = {}) => {
    const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket: "bucket", Key, ...more }));
    return { Bucket: "bucket", Key, UploadId };
  };
  const complete = (upload: object, parts: [number, string | undefined][]) => {
    const Parts = parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
    return send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } } as never));
  };
  const partsOnDisk = () => readdirSync(join(aws.data, "s3", "multipart", "parts")).length;

  it("makes one object of what the SDK's Upload sends, with its headers and S3's own kind of ETag", async () => {
    const content = randomBytes(12 * MB);
    const params = { Bucket: "bucket", Key: "big", Body: content, ContentType: "text/csv", Metadata: { digest: "d" } };
    await new Upload({ client: aws.s3, params, partSize: 5 * MB, queueSize: 2 }).done();
    const { Body, ContentType, Metadata, ETag, ContentLength } = await send(
      new GetObjectCommand({ Bucket: "bucket", Key: "big" }),
    );
    assert.ok(content.equals(Buffer.from(await Body!.transformToByteArray())));
    assert.deepEqual([ContentType, Metadata, ContentLength], ["text/csv", { digest: "d" }, 12 * MB]);
    const md5 = (data: Buffer) => createHash("md5").update(data).digest();
    const parts = [0, 5, 10].map((start) => md5(content.subarray(start * MB, (start + 5) * MB)));
    assert.equal(ETag, `"${md5(Buffer.concat(parts)).toString("hex")}-3"`);
    assert.equal(partsOnDisk(), 0);
  });

  it("takes parts in any order, and the last of each number", async () => {
    const upload = await begin("order");
    const put = (PartNumber: number, Body: Buffer) => send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    const last = await put(2, Buffer.from("end"));
    await put(1, Buffer.alloc(5 * MB, "x"));
    const first = await put(1, Buffer.alloc(5 * MB, "y"));
    assert.equal(partsOnDisk(), 2);
    await complete(upload, [
      [1, first.ETag],
      [2, last.ETag],
    ]);
    const { Body } = await send(new GetObjectCommand({ Bucket: "bucket", Key: "order" }));
    assert.match(await Body!.transformToString(), /^y+end$/);
  });

  it("refuses what the parts are not: order, ETag, size, an upload that ended", async () => {
    const upload = await begin("wrong");
    const part = (PartNumber: number) => send(new UploadPartCommand({ ...upload, PartNumber, Body: "small" }));
    const [one, two] = [await part(1), await part(2)];
    const name = (expected: string) => (error: Error) => error.name === expected;
    await assert.rejects(
      complete(upload, [
        [2, two.ETag],
        [1, one.ETag],
      ]),
      name("InvalidPartOrder"),
    );
    await assert.rejects(complete(upload, [[1, '"0"']]), name("InvalidPart"));
    await assert.rejects(complete(upload, [[3, one.ETag]]), name("InvalidPart"));
    await assert.rejects(
      complete(upload, [
        [1, one.ETag],
        [2, two.ETag],
      ]),
      name("EntityTooSmall"),
    );
    await assert.rejects(complete(upload, []), name("MalformedXML"));
    await assert.rejects(
      send(new UploadPartCommand({ ...upload, PartNumber: 10_001, Body: "x" })),
      name("InvalidArgument"),
    );
    await send(new AbortMultipartUploadCommand(upload));
    await assert.rejects(complete(upload, [[1, one.ETag]]), name("NoSuchUpload"));
    await assert.rejects(part(1), name("NoSuchUpload"));
    await assert.rejects(send(new HeadObjectCommand({ Bucket: "bucket", Key: "wrong" })), name("NotFound"));
    assert.equal(partsOnDisk(), 0);
  });

  it("writes over nothing when it is told so", async () => {
    await send(new PutObjectCommand({ Bucket: "bucket", Key: "there", Body: "first" }));
    const upload = await begin("there");
    const { ETag } = await send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "second" }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const completed = send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, IfNoneMatch: "*" }));
    await assert.rejects(completed, (error: Error) => error.name === "PreconditionFailed");
    await send(new AbortMultipartUploadCommand(upload));
  });

  it("keeps parts over a restart, and forgets them with their bucket", async () => {
    await send(new CreateBucketCommand({ Bucket: "going" }));
    const upload = { ...(await begin("kept")) };
    const { ETag } = await send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "kept" }));
    const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket: "going", Key: "k" }));
    await send(new UploadPartCommand({ Bucket: "going", Key: "k", UploadId, PartNumber: 1, Body: "gone" }));
    await aws.stop();
    await aws.start();
    await send(new DeleteBucketCommand({ Bucket: "going" }));
    assert.equal(partsOnDisk(), 1);
    await complete(upload, [[1, ETag]]);
    const { Body } = await send(new GetObjectCommand({ Bucket: "bucket", Key: "kept" }));
    assert.equal(await Body!.transformToString(), "kept");
  });

  it("keeps the tags that come with an object, in parts or whole", async () => {
    const Tagging = "project=ml-learn&who=a%26b";
    await send(new PutObjectCommand({ Bucket: "bucket", Key: "tagged", Body: "x", Tagging }));
    const upload = await begin("tagged-parts", { Tagging });
    const { ETag } = await send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
    await complete(upload, [[1, ETag]]);
    for (const Key of ["tagged", "tagged-parts"]) {
      const { TagSet } = await send(new GetObjectTaggingCommand({ Bucket: "bucket", Key }));
      assert.deepEqual(TagSet, [
        { Key: "project", Value: "ml-learn" },
        { Key: "who", Value: "a&b" },
      ]);
      assert.equal((await send(new GetObjectCommand({ Bucket: "bucket", Key }))).TagCount, 2);
    }
    const twice = new PutObjectCommand({ Bucket: "bucket", Key: "t", Body: "x", Tagging: "a=1&a=2" });
    await assert.rejects(send(twice), (error: Error) => error.name === "InvalidTag");
  });
});
