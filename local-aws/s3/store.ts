import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DurableMap, syncFolder } from "../process/durable-map";
import { checkReplaced, type Conditions } from "./conditions";
import { NO_CLAIMS, writeContent, type ContentClaims } from "./content";
import { S3Error } from "./errors";
import { MultipartUploads } from "./multipart";
import type { Bucket, S3Object } from "./object";

/** A body to be kept as an object. */
export interface NewObject {
  body: AsyncIterable<Buffer>;
  headers: Record<string, string>;
  claims?: ContentClaims;
  /** What is demanded of the object that it replaces. */
  conditions?: Conditions;
  parts?: number[];
}

/** Buckets and objects on disk. A put is acknowledged once content and metadata are both synced. */
export class S3Store {
  private readonly objects = new Map<string, DurableMap<S3Object>>();
  private readonly writing = new Map<string, number>();
  private bucketChanges: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly buckets: DurableMap<Bucket>,
    readonly multipart: MultipartUploads,
    private readonly now: () => Date,
  ) {}

  /** Opens the store and removes the content that no object names: what a kill left of puts. */
  static async open(folder: string, now: () => Date): Promise<S3Store> {
    const buckets = await DurableMap.open<Bucket>(join(folder, "buckets"));
    const store = new S3Store(folder, buckets, await MultipartUploads.open(join(folder, "multipart"), now), now);
    for (const name of store.buckets.keys()) {
      const objects = await store.openBucket(name);
      store.objects.set(name, objects);
      // What lost its entry may be had again by a hand; nothing is swept then.
      if (objects.hasDamage) continue;
      const named = new Set(objects.list().map((object) => object.dataFile));
      for (const file of await readdir(store.dataFolder(name))) {
        if (!named.has(file)) await rm(join(store.dataFolder(name), file));
      }
    }
    return store;
  }

  listBuckets(): Bucket[] {
    return this.buckets.keys().map((name) => this.buckets.get(name)!);
  }

  async createBucket(name: string): Promise<void> {
    if (!isBucketName(name))
      throw new S3Error(
        "InvalidBucketName",
        "Expected a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens.",
      );
    await this.inOrder(async () => {
      if (this.objects.has(name))
        throw new S3Error("BucketAlreadyOwnedByYou", `The bucket '${name}' is already yours.`);
      const objects = await this.openBucket(name);
      await this.buckets.update(name, () => ({ name, createdAt: this.now().toISOString() }));
      // Only now, so that nothing is put into a bucket that a kill would undo.
      this.objects.set(name, objects);
    });
  }

  async deleteBucket(name: string): Promise<void> {
    await this.inOrder(async () => {
      const count = this.bucket(name).size + (this.writing.get(name) ?? 0);
      if (count > 0)
        throw new S3Error("BucketNotEmpty", `The bucket '${name}' holds ${count} objects: delete them first.`);
      // At once, so that nothing is put into it while it goes.
      this.objects.delete(name);
      await this.multipart.endAll(name);
      await this.buckets.update(name, () => undefined);
      await Promise.all(
        [this.dataFolder(name), this.objectsFolder(name)].map((folder) => rm(folder, { recursive: true, force: true })),
      );
    });
  }

  /**
   * What is known of a bucket; `change` gives what is to be known of it.
   * @throws S3Error NoSuchBucket
   */
  async updateBucket(name: string, change: (bucket: Bucket) => Bucket): Promise<void> {
    await this.buckets.update(name, (bucket) => {
      if (!bucket) throw noSuchBucket(name);
      return change(bucket);
    });
  }

  /** @throws S3Error NoSuchBucket */
  bucketInfo(name: string): Bucket {
    this.bucket(name);
    return this.buckets.get(name)!;
  }

  /** A bucket's objects by their keys. */
  bucket(name: string): DurableMap<S3Object> {
    const objects = this.objects.get(name);
    if (!objects) throw noSuchBucket(name);
    return objects;
  }

  /** The objects whose key begins with a prefix, in the order of their keys' bytes. */
  list(bucket: string, prefix: string): S3Object[] {
    const objects = this.bucket(bucket);
    return objects
      .keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => objects.get(key)!);
  }

  head(bucket: string, key: string): S3Object {
    const object = this.bucket(bucket).get(key);
    if (!object) throw noSuchKey(bucket, key);
    return object;
  }

  /** Where an object's content is. It stays readable through an open handle when it is replaced. */
  contentFile(bucket: string, object: S3Object): string {
    return join(this.dataFolder(bucket), object.dataFile);
  }

  /** Stores a body under a key: written and synced to a file of its own, then checked and committed. */
  async put(
    bucket: string,
    key: string,
    { body, claims = NO_CLAIMS, conditions = {}, ...new_ }: NewObject,
  ): Promise<S3Object> {
    if (Buffer.byteLength(key) > MAX_KEY_BYTES)
      throw new S3Error("KeyTooLongError", `Expected a key of at most ${MAX_KEY_BYTES} bytes.`);
    const objects = this.bucket(bucket);
    // Once before the body is read, so that a refused upload costs nothing, and at the commit.
    checkReplaced(objects.get(key), conditions);
    this.writing.set(bucket, (this.writing.get(bucket) ?? 0) + 1);
    const dataFile = randomUUID();
    const file = join(this.dataFolder(bucket), dataFile);
    try {
      const { checksums, ...content } = await writeContent(file, body, claims);
      await syncFolder(this.dataFolder(bucket));
      let replaced: S3Object | undefined;
      const object = await objects.update(key, (current) => {
        checkReplaced(current, conditions);
        replaced = current;
        const lastModified = this.now().toISOString();
        return { key, dataFile, ...content, ...new_, lastModified, headers: { ...new_.headers, ...checksums } };
      });
      if (replaced) await rm(this.contentFile(bucket, replaced), { force: true });
      return object!;
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      this.writing.set(bucket, this.writing.get(bucket)! - 1);
    }
  }

  /**
   * Changes what is said of an object.
   * @throws S3Error NoSuchKey
   */
  async updateHeaders(bucket: string, key: string, change: Record<string, string | undefined>): Promise<void> {
    await this.bucket(bucket).update(key, (object) => {
      if (!object) throw noSuchKey(bucket, key);
      const entries = Object.entries({ ...object.headers, ...change }).filter(([, value]) => value !== undefined);
      return { ...object, headers: Object.fromEntries(entries) as Record<string, string> };
    });
  }

  /** Removes an object; one that is not there is no error, unless the conditions demand it. */
  async delete(bucket: string, key: string, conditions: Conditions = {}): Promise<void> {
    let removed: S3Object | undefined;
    await this.bucket(bucket).update(key, (current) => {
      checkReplaced(current, conditions);
      removed = current;
      return undefined;
    });
    if (removed) await rm(this.contentFile(bucket, removed), { force: true });
  }

  private async openBucket(name: string): Promise<DurableMap<S3Object>> {
    await mkdir(this.dataFolder(name), { recursive: true });
    return DurableMap.open<S3Object>(this.objectsFolder(name));
  }

  /** Buckets are made and deleted one after the other. */
  private inOrder(change: () => Promise<void>): Promise<void> {
    const done = this.bucketChanges.then(change);
    this.bucketChanges = done.catch(() => undefined);
    return done;
  }

  private dataFolder(bucket: string): string {
    return join(this.folder, "data", bucket);
  }

  private objectsFolder(bucket: string): string {
    return join(this.folder, "objects", bucket);
  }
}

/** The bucket and the key of `s3://bucket/key`. */
export function parseS3Url(url: string): { bucket: string; key: string } {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  return { bucket, key };
}

// ---

/** S3 User Guide, "Bucket naming rules". It is also what keeps a bucket's path in its folder. */
function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}

const MAX_KEY_BYTES = 1024;

const noSuchBucket = (name: string): S3Error => new S3Error("NoSuchBucket", `The bucket '${name}' does not exist.`);

const noSuchKey = (bucket: string, key: string): S3Error =>
  new S3Error("NoSuchKey", `The object '${key}' does not exist in the bucket '${bucket}'.`);
