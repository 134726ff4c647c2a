import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  paginateListObjectsV2,
  paginateListParts,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { pageOf } from "../../../local-aws/s3/paging";
import { TestLocalAws } from "../local-aws";

const aws = new TestLocalAws();
const send: (typeof aws)["s3"]["send"] = (command: never) => aws.s3.send(command) as never;

describe("lists of the local S3", () => {
  const keys = ["a b.csv", "a/1", "a/2", "a/b/3", "b+c&d", 'z<>".csv', "é/1"];
  before(async () => {
    await aws.start();
    for (const Bucket of ["bucket", "empty"]) await send(new CreateBucketCommand({ Bucket }));
    for (const Key of keys) await send(new PutObjectCommand({ Bucket: "bucket", Key, Body: Key }));
  });
  after(() => aws.remove());

  it("page through all keys and common prefixes, each once and in order, whatever the page's size", () => {
    const part = fc.constantFrom("a", "b", "/", "//", "é", "😀", "_");
    const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    fc.assert(
      fc.property(
        fc.uniqueArray(key),
        fc.constantFrom("", "a", "a/", "é"),
        fc.constantFrom("", "/", "b/"),
        fc.integer({ min: 1, max: 4 }),
        (found, prefix, delimiter, limit) => {
          const sorted = [...found].sort(order);
          const expected = new Set<string>();
          for (const name of sorted.filter((one) => one.startsWith(prefix))) {
            const at = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
            expected.add(at < 0 ? name : `${name.slice(0, at + delimiter.length)} and more`);
          }
          const given: string[] = [];
          for (let after = "", isLast = false; !isLast;) {
            const page = pageOf(sorted, { prefix, delimiter, after, limit });
            assert.ok(page.keys.length + page.commonPrefixes.length <= limit);
            given.push(...[...page.keys, ...page.commonPrefixes.map((common) => `${common} and more`)]);
            isLast = page.next === undefined;
            after = page.next ?? "";
          }
          assert.deepEqual([...given].sort(), [...expected].sort());
          const [prefixes, own] = [true, false].map((isCommon) =>
            given.filter((one) => one.endsWith(" and more") === isCommon),
          );
          for (const found of [prefixes, own]) assert.deepEqual(found, [...found].sort(order));
          assert.equal(new Set(given).size, given.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("have folders, in both versions, with owners where they are asked for", async () => {
    const one = await send(new ListObjectsCommand({ Bucket: "bucket", Delimiter: "/" }));
    const two = await send(new ListObjectsV2Command({ Bucket: "bucket", Delimiter: "/" }));
    for (const list of [one, two]) {
      assert.deepEqual(
        list.CommonPrefixes!.map(({ Prefix }) => Prefix),
        ["a/", "é/"],
      );
      assert.deepEqual(
        list.Contents!.map(({ Key }) => Key),
        ["a b.csv", "b+c&d", 'z<>".csv'],
      );
    }
    assert.equal(two.KeyCount, 5);
    assert.deepEqual([one.Contents![0].Owner?.ID, two.Contents![0].Owner], ["local", undefined]);
    const owned = await send(
      new ListObjectsV2Command({ Bucket: "bucket", FetchOwner: true, ExpectedBucketOwner: "123456789012" }),
    );
    assert.equal(owned.Contents![0].Owner!.ID, "local");
    const inner = await send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "a/", Delimiter: "/" }));
    assert.deepEqual(
      [inner.Contents!.map(({ Key }) => Key), inner.CommonPrefixes],
      [["a/1", "a/2"], [{ Prefix: "a/b/" }]],
    );
    const encoded = await send(new ListObjectsV2Command({ Bucket: "bucket", EncodingType: "url" }));
    assert.ok(encoded.Contents!.some(({ Key }) => Key === "%C3%A9/1"));
  });

  it("go on page by page", async () => {
    const found: string[] = [];
    const pages = paginateListObjectsV2({ client: aws.s3, pageSize: 2 }, { Bucket: "bucket", Delimiter: "/" });
    for await (const { Contents = [], CommonPrefixes = [] } of pages)
      found.push(...Contents.map(({ Key }) => Key!), ...CommonPrefixes.map(({ Prefix }) => Prefix!));
    assert.deepEqual(found.sort(), ["a b.csv", "a/", "b+c&d", 'z<>".csv', "é/"]);
    const marked: string[] = [];
    for (let Marker: string | undefined = ""; Marker !== undefined;) {
      const page: { Contents?: { Key?: string }[]; IsTruncated?: boolean } = await send(
        new ListObjectsCommand({ Bucket: "bucket", MaxKeys: 3, Marker }),
      );
      marked.push(...page.Contents!.map(({ Key }) => Key!));
      Marker = page.IsTruncated ? marked.at(-1) : undefined;
    }
    assert.deepEqual(marked, keys);
    const after = await send(new ListObjectsV2Command({ Bucket: "bucket", StartAfter: "b" }));
    assert.equal(after.Contents!.length, 3);
  });

  it("tell the one version of each object, and each bucket", async () => {
    const { Versions, IsTruncated, NextKeyMarker } = await send(
      new ListObjectVersionsCommand({ Bucket: "bucket", MaxKeys: 2 }),
    );
    assert.deepEqual(
      Versions!.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest]),
      [
        ["a b.csv", "null", true],
        ["a/1", "null", true],
      ],
    );
    assert.deepEqual([IsTruncated, NextKeyMarker], [true, "a/1"]);
    const { Buckets, ContinuationToken } = await send(new ListBucketsCommand({ MaxBuckets: 1 }));
    assert.deepEqual([Buckets!.map(({ Name }) => Name), ContinuationToken !== undefined], [["bucket"], true]);
  });

  it("tell uploads in parts that have not ended, and their parts", async () => {
    const begin = async (Key: string) =>
      (await send(new CreateMultipartUploadCommand({ Bucket: "empty", Key }))).UploadId!;
    const ids = [await begin("a/x"), await begin("a/x"), await begin("b")];
    const first = await send(new ListMultipartUploadsCommand({ Bucket: "empty", MaxUploads: 1 }));
    assert.equal(first.IsTruncated, true);
    const rest = await send(
      new ListMultipartUploadsCommand({
        Bucket: "empty",
        KeyMarker: first.NextKeyMarker,
        UploadIdMarker: first.NextUploadIdMarker,
      }),
    );
    assert.deepEqual([...first.Uploads!, ...rest.Uploads!].map(({ UploadId }) => UploadId).sort(), [...ids].sort());
    const folders = await send(new ListMultipartUploadsCommand({ Bucket: "empty", Delimiter: "/" }));
    assert.deepEqual([folders.CommonPrefixes!.map(({ Prefix }) => Prefix), folders.Uploads!.length], [["a/"], 1]);
    const upload = { Bucket: "empty", Key: "b", UploadId: ids[2] };
    for (const PartNumber of [2, 1, 7])
      await send(new UploadPartCommand({ ...upload, PartNumber, Body: "x".repeat(PartNumber) }));
    const numbers: (number | undefined)[] = [];
    for await (const { Parts = [] } of paginateListParts({ client: aws.s3, pageSize: 2 }, { ...upload }))
      numbers.push(...Parts.map(({ PartNumber, Size }) => (assert.equal(Size, PartNumber), PartNumber)));
    assert.deepEqual(numbers, [1, 2, 7]);
    assert.equal((await send(new ListPartsCommand({ ...upload, MaxParts: 1 }))).NextPartNumberMarker, "1");
  });

  it("lose many objects at once, and tell of those that could not go", async () => {
    for (const Key of ["d1", "d2", "d3"]) await send(new PutObjectCommand({ Bucket: "empty", Key, Body: Key }));
    const { Deleted, Errors } = await send(
      new DeleteObjectsCommand({
        Bucket: "empty",
        Delete: {
          Objects: [{ Key: "d1" }, { Key: "no such" }, { Key: "d2", ETag: '"other"' }, { Key: "d3", VersionId: "v" }],
        },
      }),
    );
    assert.deepEqual(
      Deleted!.map(({ Key }) => Key),
      ["d1", "no such"],
    );
    assert.deepEqual(
      Errors!.map(({ Key, Code }) => [Key, Code]),
      [
        ["d2", "PreconditionFailed"],
        ["d3", "NoSuchVersion"],
      ],
    );
    const quiet = await send(
      new DeleteObjectsCommand({ Bucket: "empty", Delete: { Quiet: true, Objects: [{ Key: "d2" }, { Key: "d3" }] } }),
    );
    assert.equal(quiet.Deleted, undefined);
    assert.equal((await send(new ListObjectsV2Command({ Bucket: "empty" }))).KeyCount, 0);
  });
});
