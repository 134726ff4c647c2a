import { link, copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { S3Object } from "../../s3/object";
import { parseS3Url, type S3Store } from "../../s3/store";
import { ACCOUNT, REGION } from "../collection";
import { validation } from "../validation";
import { TrainingFailure } from "./training-run";

/** A channel of InputDataConfig, as far as it is read. */
export interface Channel {
  ChannelName: string;
  ContentType?: string;
  InputMode?: string;
  DataSource: {
    S3DataSource?: { S3DataType: string; S3Uri: string; S3DataDistributionType?: string };
  };
}

interface Input {
  bucket: string;
  object: S3Object;
  /** The key behind the prefix. */
  path: string;
}

/**
 * The objects of a channel: those below a prefix, or those that a manifest names.
 * @throws ApiError ValidationException when there are none
 */
export async function inputsOf({ DataSource }: Channel, role: string, store: S3Store): Promise<Input[]> {
  const { S3DataType, S3Uri } = DataSource.S3DataSource!;
  const { bucket, key } = parseS3Url(S3Uri);
  const inputs = S3DataType === "ManifestFile" ? await listed(bucket, key, store) : below(bucket, key, store);
  if (inputs.length > 0) return inputs;
  throw validation(
    `No S3 objects found under S3 URL "${S3Uri}" given in input data source. Please ensure that the bucket exists in the selected region (${REGION}), that objects exist under that S3 prefix, and that the role "${role}" has "s3:ListBucket" permissions on bucket "${bucket}".`,
  );
}

/**
 * Deals a channel's objects to instances, as S3DataDistributionType says, and puts them into each one's folder. They are
 * links: what is deleted meanwhile is still there.
 * @returns each instance's files
 * @throws TrainingFailure for a hidden file, as the image
 */
export async function deal(
  channel: Channel,
  inputs: readonly Input[],
  folders: readonly string[],
  store: S3Store,
): Promise<string[][]> {
  const hidden = inputs.find(({ path }) => path.split("/").at(-1)!.startsWith("."));
  if (hidden) throw new TrainingFailure(`AlgorithmError: framework error: \nUserError: ${HIDDEN}`);
  // The image links what lies at most three folders deep, and leaves out the rest.
  const read = inputs.filter(({ path }) => path.split("/").length <= MAX_DEPTH + 1);
  const isSharded = channel.DataSource.S3DataSource!.S3DataDistributionType === "ShardedByS3Key";
  return Promise.all(
    folders.map(async (folder, instance) => {
      const own = isSharded ? read.filter((_, i) => i % folders.length === instance) : read;
      const home = join(folder, channel.ChannelName);
      await mkdir(home, { recursive: true });
      return Promise.all(
        own.map(async ({ bucket, object }, i) => {
          // Not by its key: the reader takes `;` and `?` for its own.
          const file = join(home, String(i).padStart(6, "0"));
          const content = store.contentFile(bucket, object);
          await link(content, file).catch(() => copyFile(content, file));
          return file;
        }),
      );
    }),
  );
}

// ---

const MAX_DEPTH = 3;
const HIDDEN = "Hidden file found in the data path! Remove that before training.";

function below(bucket: string, prefix: string, store: S3Store): Input[] {
  const objects = hasBucket(bucket, store) ? store.list(bucket, prefix) : [];
  const home = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  return (
    objects
      // What consoles make for folders.
      .filter(({ key }) => !key.endsWith("/"))
      .map((object) => ({ bucket, object, path: object.key.slice(home.length) }))
  );
}

/** `[{"prefix": "s3://bucket/a/"}, "b.csv", …]` */
async function listed(bucket: string, key: string, store: S3Store): Promise<Input[]> {
  const object = hasBucket(bucket, store) ? store.bucket(bucket).get(key) : undefined;
  if (!object) return [];
  try {
    const [{ prefix }, ...names] = JSON.parse(await readFile(store.contentFile(bucket, object), "utf8")) as [
      { prefix: string },
      ...string[],
    ];
    const home = parseS3Url(prefix);
    return names.map((path) => ({ bucket: home.bucket, object: store.head(home.bucket, home.key + path), path }));
  } catch (error) {
    throw validation(
      `Expected a manifest such as [{"prefix": "s3://bucket/folder/"}, "a.csv"] of objects that are there in s3://${bucket}/${key} of account ${ACCOUNT}: ${(error as Error).message}`,
    );
  }
}

const hasBucket = (name: string, store: S3Store): boolean => store.listBuckets().some((bucket) => bucket.name === name);
