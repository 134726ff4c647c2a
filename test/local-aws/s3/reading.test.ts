import assert from "node:assert/strict";
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import fc from "fast-check";
import { S3Error } from "../../../local-aws/s3/errors";
import { parseRange } from "../../../local-aws/s3/range";
import { TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const CONTENT = "0123456789";

describe("reading from the local S3", () => {
  before(async () => {
    await aws.start();
    await send(new CreateBucketCommand({ Bucket: "bucket" }));
    await send(new PutObjectCommand({ Bucket: "bucket", Key: "digits", Body: CONTENT, ContentType: "text/plain" }));
  });
  after(() => aws.remove());

  const read = (more: object = {}) => send(new GetObjectCommand({ Bucket: "bucket", Key: "digits", ...more }));
  const statusOf = (promise: Promise<{ $metadata: { httpStatusCode?: number } }>) =>
    promise.then(
      ({ $metadata }) => $metadata.httpStatusCode,
      (error: { $metadata: { httpStatusCode?: number } }) => error.$metadata.httpStatusCode,
    );

  it("gives the bytes that are asked for", async () => {
    for (const [Range, expected] of [
      ["bytes=0-1", "01"],
      ["bytes=8-", "89"],
      ["bytes=-3", "789"],
      ["bytes=5-99", "56789"],
    ]) {
      const answer = await read({ Range, ChecksumMode: "ENABLED" });
      assert.equal(await answer.Body!.transformToString(), expected);
      const start = CONTENT.indexOf(expected);
      assert.equal(answer.ContentRange, `bytes ${start}-${start + expected.length - 1}/10`);
      assert.deepEqual([answer.ContentLength, answer.$metadata.httpStatusCode], [expected.length, 206]);
    }
    assert.equal(
      (await send(new HeadObjectCommand({ Bucket: "bucket", Key: "digits", Range: "bytes=2-4" }))).ContentLength,
      3,
    );
    for (const Range of ["bytes=0-1,4-5", "lines=1-2", "bytes=4-1"])
      assert.equal(await (await read({ Range })).Body!.transformToString(), CONTENT);
    await assert.rejects(read({ Range: "bytes=10-" }), { name: "InvalidRange" });
  });

  it("finds of each range the bytes that a slice would give, or that there are none", () => {
    const bound = fc.option(fc.nat(40));
    fc.assert(
      fc.property(bound, bound, fc.nat(30), (first, last, size) => {
        const bytes = Array.from({ length: size }, (_, i) => i);
        const expected =
          first === null && last === null
            ? bytes
            : first === null
              ? bytes.slice(Math.max(size - last!, 0))
              : last !== null && last < first
                ? bytes
                : bytes.slice(first, last === null ? size : last + 1);
        const asked = first !== null || last !== null;
        try {
          const range = parseRange(`bytes=${first ?? ""}-${last ?? ""}`, size);
          assert.deepEqual(range ? bytes.slice(range.start, range.end + 1) : bytes, expected);
        } catch (error) {
          assert.ok(error instanceof S3Error && error.code === "InvalidRange");
          assert.ok(asked && expected.length === 0 && !(first !== null && last !== null && last < first));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps to conditions, an ETag before a time", async () => {
    const { ETag, LastModified } = await read();
    const [before, after] = [-5000, 5000].map((ms) => new Date(LastModified!.getTime() + ms));
    for (const [conditions, status] of [
      [{ IfMatch: ETag }, 200],
      [{ IfMatch: "*" }, 200],
      [{ IfMatch: `"x", ${ETag}` }, 200],
      [{ IfMatch: '"x"' }, 412],
      [{ IfNoneMatch: ETag }, 304],
      [{ IfNoneMatch: '"x"' }, 200],
      [{ IfModifiedSince: before }, 200],
      [{ IfModifiedSince: LastModified }, 304],
      [{ IfUnmodifiedSince: before }, 412],
      [{ IfUnmodifiedSince: after }, 200],
      [{ IfMatch: ETag, IfUnmodifiedSince: before }, 200],
      [{ IfNoneMatch: '"x"', IfModifiedSince: after }, 200],
    ] as const) {
      assert.equal(await statusOf(read(conditions)), status, JSON.stringify(conditions));
      assert.equal(
        await statusOf(send(new HeadObjectCommand({ Bucket: "bucket", Key: "digits", ...conditions }))),
        status,
      );
    }
  });

  it("answers with other headers where that is asked for", async () => {
    const answer = await read({
      ResponseContentType: "text/csv",
      ResponseContentDisposition: 'attachment; filename="a.csv"',
      ResponseCacheControl: "no-store",
    });
    assert.equal(answer.ContentType, "text/csv");
    assert.equal(answer.ContentDisposition, 'attachment; filename="a.csv"');
    assert.equal(answer.CacheControl, "no-store");
    assert.equal((await read()).ContentType, "text/plain");
  });

  it("gives a part of an object as it came, and how many there are", async () => {
    const Body = Buffer.alloc(6 << 20, "x");
    await new Upload({ client: aws.s3, partSize: 5 << 20, params: { Bucket: "bucket", Key: "big", Body } }).done();
    const part = await send(new GetObjectCommand({ Bucket: "bucket", Key: "big", PartNumber: 2 }));
    assert.deepEqual([part.PartsCount, part.ContentLength, part.$metadata.httpStatusCode], [2, 1 << 20, 206]);
    assert.equal((await part.Body!.transformToByteArray()).length, 1 << 20);
    assert.equal(await (await read({ PartNumber: 1 })).Body!.transformToString(), CONTENT);
    await assert.rejects(read({ PartNumber: 2 }), { name: "InvalidPartNumber" });
  });

  it("has no other version of an object than the one", async () => {
    assert.equal(await (await read({ VersionId: "null" })).Body!.transformToString(), CONTENT);
    await assert.rejects(read({ VersionId: "abc" }), { name: "NoSuchVersion" });
  });
});
