import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/types";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../sha256";
import { credentials, TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;
const put = (Key: string, Body: string, more: object = {}) =>
  send(new PutObjectCommand({ Bucket: "bucket", Key, Body, ...more }));
const get = async (Key: string) =>
  (await send(new GetObjectCommand({ Bucket: "bucket", Key }))).Body!.transformToString();
const failsWith = (promise: Promise<unknown>, name: string, status: number) =>
  assert.rejects(promise, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status]);
    return true;
  });

/** A signed request that no SDK would send. */
async function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Response> {
  const signer = new SignatureV4({
    credentials,
    region: "us-east-1",
    service: "s3",
    sha256: Sha256,
    uriEscapePath: false,
  });
  const [pathname, query = ""] = path.split("?");
  const request = {
    method,
    protocol: "http:",
    hostname: "127.0.0.1",
    path: pathname,
    headers: { host: `127.0.0.1:${aws.service.port}`, ...headers },
    query: Object.fromEntries(new URLSearchParams(query)),
    body,
  };
  const signed = await signer.sign(request as HttpRequest);
  const { host: _, ...sent } = signed.headers;
  return fetch(`${aws.service.url}${path}`, { method, headers: sent, body });
}

describe("local S3", () => {
  before(async () => {
    await aws.start();
    await send(new CreateBucketCommand({ Bucket: "bucket" }));
  });
  after(() => aws.remove());

  it("keeps buckets: made once, found, listed, deleted when empty", async () => {
    await send(new CreateBucketCommand({ Bucket: "other-bucket" }));
    await failsWith(send(new CreateBucketCommand({ Bucket: "other-bucket" })), "BucketAlreadyOwnedByYou", 409);
    const { Buckets } = await send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets!.map(({ Name }) => Name),
      ["bucket", "other-bucket"],
    );
    await send(new PutObjectCommand({ Bucket: "other-bucket", Key: "k", Body: "x" }));
    await failsWith(send(new DeleteBucketCommand({ Bucket: "other-bucket" })), "BucketNotEmpty", 409);
    await send(new DeleteObjectCommand({ Bucket: "other-bucket", Key: "k" }));
    await send(new DeleteBucketCommand({ Bucket: "other-bucket" }));
    await failsWith(send(new HeadBucketCommand({ Bucket: "other-bucket" })), "NotFound", 404);
    await failsWith(send(new CreateBucketCommand({ Bucket: "Bad_Name" })), "InvalidBucketName", 400);
  });

  it("makes a bucket once and loses no put, also when many ask at once", async () => {
    const bucket = { Bucket: "raced" };
    const putInto = () => send(new PutObjectCommand({ ...bucket, Key: "k", Body: "x" }));
    const makes = await Promise.allSettled([1, 2, 3].map(() => send(new CreateBucketCommand(bucket))));
    assert.equal(makes.filter(({ status }) => status === "fulfilled").length, 1);
    const [put, gone] = await Promise.allSettled([putInto(), send(new DeleteBucketCommand(bucket))]);
    if (put.status === "fulfilled") await send(new GetObjectCommand({ ...bucket, Key: "k" }));
    else assert.equal(gone.status, "fulfilled");
  });

  it("gives back an object with what was said of it", async () => {
    await put("kept.csv", "a,b\n", {
      ContentType: "text/csv",
      ServerSideEncryption: "AES256",
      Metadata: { digest: "abc" },
    });
    const head = await send(new HeadObjectCommand({ Bucket: "bucket", Key: "kept.csv" }));
    assert.equal(head.ContentLength, 4);
    assert.equal(head.ContentType, "text/csv");
    assert.equal(head.ServerSideEncryption, "AES256");
    assert.deepEqual(head.Metadata, { digest: "abc" });
    assert.equal(head.ETag, `"${createHash("md5").update("a,b\n").digest("hex")}"`);
    assert.equal(await get("kept.csv"), "a,b\n");
    const checked = await send(new HeadObjectCommand({ Bucket: "bucket", Key: "kept.csv", ChecksumMode: "ENABLED" }));
    assert.ok(checked.ChecksumCRC32);
  });

  it("takes a stream as today's SDK sends it, and stores no framing", async () => {
    const chunks = Array.from({ length: 300 }, (_, i) => Buffer.alloc(1000 + i, i % 256));
    const body = Buffer.concat(chunks);
    await put("streamed", Readable.from(chunks) as never, { ContentLength: body.length });
    const stored = await (
      await send(new GetObjectCommand({ Bucket: "bucket", Key: "streamed" }))
    ).Body!.transformToByteArray();
    assert.ok(body.equals(stored));
    assert.equal((await send(new HeadObjectCommand({ Bucket: "bucket", Key: "streamed" }))).ContentEncoding, undefined);
  });

  it("verifies all five checksums", async () => {
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
      const answer = await put("summed", "hello", { ChecksumAlgorithm });
      assert.ok(answer[`Checksum${ChecksumAlgorithm}`], ChecksumAlgorithm);
    }
    await failsWith(put("bad-sum", "hello", { ChecksumCRC32: "AAAAAA==" }), "BadDigest", 400);
    await failsWith(put("bad-sum", "hello", { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }), "BadDigest", 400);
    await failsWith(get("bad-sum"), "NoSuchKey", 404);
  });

  it("refuses a body that is not the signed one", async () => {
    const sha256 = createHash("sha256").update("signed").digest("hex");
    const response = await raw("PUT", "/bucket/forged", { "x-amz-content-sha256": sha256 }, "forged");
    assert.equal(response.status, 400);
    assert.match(await response.text(), /<Code>XAmzContentSHA256Mismatch</);
  });

  it("says why it refuses a body in the middle, and a path that cannot be read", async () => {
    const headers = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "5",
    };
    const framed = await raw("PUT", "/bucket/framed", headers, `no size\r\n${"x".repeat(1 << 20)}`);
    assert.equal(framed.status, 400);
    assert.match(await framed.text(), /chunk size in hexadecimal/);
    const authorization = `AWS4-HMAC-SHA256 Credential=local/DAY/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${"0".repeat(64)}`;
    const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
    const path = await fetch(`${aws.service.url}/bucket/%E0%A4%A`, {
      headers: {
        authorization: authorization.replace("DAY", now.slice(0, 8)),
        "x-amz-date": now,
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
      },
    });
    assert.match(await path.text(), /<Code>InvalidURI</);
  });

  it("puts with If-None-Match once, also when many try at once", async () => {
    for (let round = 0; round < 5; round++) {
      const tries = Array.from({ length: 10 }, (_, i) => put(`once-${round}`, `body ${i}`, { IfNoneMatch: "*" }));
      const results = await Promise.allSettled(tries);
      const winners = results.flatMap(({ status }, i) => (status === "fulfilled" ? [i] : []));
      assert.equal(winners.length, 1);
      assert.equal(await get(`once-${round}`), `body ${winners[0]}`);
    }
    await failsWith(put("once-0", "late", { IfNoneMatch: "*" }), "PreconditionFailed", 412);
  });

  it("puts with If-Match on the object it knows only", async () => {
    const { ETag } = await put("matched", "1");
    await put("matched", "2", { IfMatch: ETag });
    await failsWith(put("matched", "3", { IfMatch: ETag }), "PreconditionFailed", 412);
    await failsWith(put("nobody", "1", { IfMatch: ETag }), "NoSuchKey", 404);
  });

  it("keeps keys apart that look alike or like paths, within its folder", async () => {
    const keys = [
      "k",
      "k/x",
      "k/",
      "../../escape",
      "a//b",
      "x/./y",
      "ä b+%25&=é.csv",
      "q'()*!~",
      "K",
      "0".repeat(1000),
    ];
    for (const key of keys) await put(key, `content of ${key}`);
    for (const key of keys) assert.equal(await get(key), `content of ${key}`);
    assert.ok(!existsSync(join(aws.data, "..", "escape")));
    await failsWith(put("0".repeat(1025), ""), "KeyTooLongError", 400);
  });

  it("lists in the order of UTF-8 bytes, by prefix and page", async () => {
    await send(new CreateBucketCommand({ Bucket: "listed" }));
    const keys = ["a/1", "a/2", "a/ä", "b", "a/\u{1f600}", "a/B"];
    for (const Key of keys) await send(new PutObjectCommand({ Bucket: "listed", Key, Body: "" }));
    const sorted = keys
      .filter((key) => key.startsWith("a/"))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await send(
        new ListObjectsV2Command({ Bucket: "listed", Prefix: "a/", MaxKeys: 2, ContinuationToken }),
      );
      found.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    assert.deepEqual(found, sorted);
    const empty = await send(new ListObjectsV2Command({ Bucket: "listed", Prefix: "nothing" }));
    assert.deepEqual([empty.KeyCount, empty.IsTruncated], [0, false]);
  });

  it("forgets a deleted object, its content too, and deletes what is not there", async () => {
    await put("brief", "x");
    await send(new DeleteObjectCommand({ Bucket: "bucket", Key: "brief" }));
    await send(new DeleteObjectCommand({ Bucket: "bucket", Key: "brief" }));
    await failsWith(get("brief"), "NoSuchKey", 404);
    const objects = aws.service.store.bucket("bucket").size;
    assert.equal(readdirSync(join(aws.data, "s3", "data", "bucket")).length, objects);
  });

  it("answers 501 for what it does not have, and changes nothing", async () => {
    await put("source", "x");
    const refused = (promise: Promise<unknown>) => failsWith(promise, "NotImplemented", 501);
    await refused(put("kms", "x", { ServerSideEncryption: "aws:kms" }));
    await refused(put("cold", "x", { StorageClass: "GLACIER" }));
    await refused(put("public", "x", { ACL: "public-read" }));
    await refused(put("until", "x", { IfNoneMatch: '"etag"' }));
    await refused(
      send(new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration: { Status: "Enabled" } })),
    );
    await refused(send(new PutObjectRetentionCommand({ Bucket: "bucket", Key: "source", Retention: {} })));
    for (const [method, path, headers] of [
      ["PUT", "/bucket/part?partNumber=1", {}],
      ["PUT", "/bucket/part", { "x-amz-write-offset-bytes": "0" }],
      ["PUT", "/bucket/part", { "x-amz-never-heard-of": "1" }],
      ["GET", "/bucket/source?torrent", {}],
      ["DELETE", "/bucket/source", { "if-none-match": "*" }],
      ["DELETE", "/bucket/source?lifecycle", {}],
      ["DELETE", "/bucket?cors", {}],
    ] as const) {
      const response = await raw(method, path, headers);
      assert.equal(response.status, 501, `${method} ${path}`);
      assert.match(await response.text(), /<Code>NotImplemented</);
    }
    assert.equal(await get("source"), "x");
    const { Contents = [] } = await send(new ListObjectsV2Command({ Bucket: "bucket" }));
    const made = ["kms", "cold", "public", "until", "part"];
    assert.deepEqual(
      Contents.filter(({ Key }) => made.includes(Key!)),
      [],
    );
  });

  it("lets nobody in without the right key", async () => {
    const response = await fetch(`${aws.service.url}/bucket/source`);
    assert.equal(response.status, 403);
    assert.match(await response.text(), /<Code>AccessDenied</);
    const client = (accessKeyId: string, secretAccessKey: string) =>
      new S3Client({
        endpoint: aws.service.url,
        region: "us-east-1",
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
    const list = new ListBucketsCommand({});
    await failsWith(client("local", "wrong").send(list), "SignatureDoesNotMatch", 403);
    await failsWith(client("other", "wrong").send(list), "InvalidAccessKeyId", 403);
    const old = await raw("GET", "/", { "x-amz-date": "20200101T000000Z" });
    assert.ok(old.ok); // The signer writes today's date over it.
    const [year] = new Date().toISOString().split("-");
    const stale = await fetch(aws.service.url, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=local/${year}0101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
        "x-amz-date": `${year}0101T000000Z`,
      },
    });
    assert.match(await stale.text(), /<Code>RequestTimeTooSkewed</);
  });

  it("never commits a body whose sender hung up, and lives on", async () => {
    const before = readdirSync(join(aws.data, "s3", "data", "bucket")).length;
    const signer = new SignatureV4({
      credentials,
      region: "us-east-1",
      service: "s3",
      sha256: Sha256,
      uriEscapePath: false,
    });
    const headers = {
      host: `127.0.0.1:${aws.service.port}`,
      "content-length": "1000",
      "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    };
    const signed = await signer.sign({
      method: "PUT",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/bucket/dropped",
      headers,
    } as HttpRequest);
    const socket = connect(aws.service.port, "127.0.0.1");
    const lines = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(`PUT /bucket/dropped HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\nonly a part`);
    await sleep(100);
    socket.destroy();
    await sleep(100);
    await failsWith(get("dropped"), "NoSuchKey", 404);
    assert.equal(readdirSync(join(aws.data, "s3", "data", "bucket")).length, before);
  });

  it("keeps a reader's content whole while the object is replaced", async () => {
    const size = 8 << 20;
    await put("replaced", Buffer.alloc(size, 1) as never);
    const { Body } = await send(new GetObjectCommand({ Bucket: "bucket", Key: "replaced" }));
    await put("replaced", Buffer.alloc(size, 2) as never);
    const read = await Body!.transformToByteArray();
    assert.ok(read.length === size && read.every((byte) => byte === 1));
  });
});
