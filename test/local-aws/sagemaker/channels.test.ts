import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { S3Store } from "../../../local-aws/s3/store";
import { deal, inputsOf, type Channel } from "../../../local-aws/sagemaker/training/channels";
import { makeTemporaryFolder } from "../../temporary-folder";

describe("the objects of a channel", () => {
  const folder = makeTemporaryFolder();
  let store: S3Store;
  before(async () => {
    store = await S3Store.open(join(folder, "s3"), () => new Date(0));
    await store.createBucket("bucket");
    const keys = [
      "train/a.csv",
      "train/b.csv",
      "train/c.csv",
      "train/",
      "train/1/2/3/d.csv",
      "train/1/2/3/4/e.csv",
      "trainer",
    ];
    for (const key of keys) await store.put("bucket", key, { body: bodyOf(key), headers: {} });
  });
  after(() => rmSync(folder, { recursive: true }));

  async function* bodyOf(text: string) {
    yield Buffer.from(text);
  }

  const channel = (S3Uri: string, S3DataDistributionType?: string): Channel => ({
    ChannelName: "train",
    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri, S3DataDistributionType } },
  });

  /** What each of two instances reads: our objects have their keys as content. */
  async function dealt(one: Channel, name: string): Promise<string[][]> {
    const folders = [0, 1].map((i) => join(folder, name, String(i)));
    const files = await deal(one, await inputsOf(one, "role", store), folders, store);
    files.flat().forEach((file) => assert.ok(folders.some((home) => file.startsWith(`${home}/train/`))));
    return files.map((own) => own.map((file) => readFileSync(file, "utf8")));
  }

  it("go to all instances alike, by default; folders' marks and what is too deep are left out", async () => {
    const all = ["train/1/2/3/d.csv", "train/a.csv", "train/b.csv", "train/c.csv"];
    assert.deepEqual(await dealt(channel("s3://bucket/train/"), "replicated"), [all, all]);
  });

  it("go to one instance each, where they are sharded", async () => {
    const [one, other] = await dealt(channel("s3://bucket/train/", "ShardedByS3Key"), "sharded");
    assert.deepEqual(
      [one, other],
      [
        ["train/1/2/3/d.csv", "train/b.csv"],
        ["train/a.csv", "train/c.csv"],
      ],
    );
  });

  it("are those whose keys begin so, folder or not", async () => {
    const found = await inputsOf(channel("s3://bucket/train"), "role", store);
    assert.ok(found.some(({ object }) => object.key === "trainer"));
  });

  it("stay readable when they are deleted", async () => {
    const one = channel("s3://bucket/trainer");
    const [[file]] = await deal(one, await inputsOf(one, "role", store), [join(folder, "kept")], store);
    await store.delete("bucket", "trainer");
    assert.equal(readFileSync(file, "utf8"), "trainer");
  });
});
