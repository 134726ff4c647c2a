import { createReadStream } from "node:fs";
import { join } from "node:path";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { FeaturesFileFacts } from "../features/features-file";
import { sha256OfFile } from "../features/fingerprint";
import { readManifest, type Manifest } from "../features/manifest";
import { uploadDigest } from "../plan/digests";
import type { StateRow } from "../plan/state";
import { explained } from "./cloud/bucket-access";
import { unlessGone, s3 } from "./cloud/clients";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { checkInputs, isText, jsonClean, noReplacement, type CommonInputs, type Lifecycle } from "./dynamic/lifecycle";
import { showProgress } from "./dynamic/pulumi-engine";
import { ownObject } from "./cloud/own-object";
import { neverReplaced } from "./dynamic/never-replaced";

type Row = StateRow<"S3Upload">;

interface Inputs extends CommonInputs, Omit<Row, "profile"> {
  /** The folder, relative to the program's, with the features and their manifest. */
  folder: string;
  tags: Record<string, string>;
}

/** The features in S3, under keys made of their digest: sent once, and never changed. */
export const S3Upload = dynamicResource<Inputs>("S3Upload");
export type S3Upload = InstanceType<typeof S3Upload>;

interface Outputs extends Inputs, Row {
  /** By the names of the files. */
  etags: Record<string, string>;
  sizeInBytes: number;
  equalRows: number;
  ambiguous: Manifest["ambiguous"];
}

export const lifecycle = neverReplaced<Lifecycle<Inputs, Outputs>>({
  check: (olds, news) => Promise.resolve(checkInputs(olds, news, { bucket: isText, digest: isText, folder: isText })),
  diff: noReplacement,
  create: async (inputs) => ({
    id: `s3://${inputs.bucket}/${Object.values(inputs.keys)[0]}`,
    outs: await uploadOrExplain(inputs),
  }),
  update: async (_, __, inputs) => ({ outs: await uploadOrExplain(inputs) }),

  async read(id, props) {
    const client = await s3(props);
    for (const [file, key] of Object.entries(props.keys)) {
      const found = await head(client, props.bucket, key);
      // An object that someone wrote over is not ours any more.
      if (!found || found.ETag !== props.etags[file]) return {};
    }
    return { id, props };
  },

  async delete(_, props) {
    const client = await s3(props);
    for (const key of Object.values(props.keys))
      await unlessGone(client.send(new DeleteObjectCommand({ Bucket: props.bucket, Key: key })));
  },
});

// ---

function uploadOrExplain(inputs: Inputs): Promise<Outputs> {
  return upload(inputs).catch((error: Error) => {
    throw explained(error, inputs.bucket, inputs.region);
  });
}

const DIGEST_METADATA = "features-digest";

async function upload(inputs: Inputs): Promise<Outputs> {
  const { bucket, keys, digest } = inputs;
  const client = await s3(inputs);
  const manifest = await manifestOf(inputs);
  const etags: Record<string, string> = {};
  let sizeInBytes = 0;
  for (const [file, key] of Object.entries(keys)) {
    if (!(await head(client, bucket, key))) await send(client, inputs, file, manifest.files[file]);
    const found = await head(client, bucket, key);
    if (found?.Metadata?.[DIGEST_METADATA] !== digest) {
      throw new Error(
        `Expected features with the digest ${digest} in s3://${bucket}/${key}, got ${found?.Metadata?.[DIGEST_METADATA] ?? "an object without one"}. Delete that object and run again.`,
      );
    }
    etags[file] = found.ETag!;
    sizeInBytes += found.ContentLength!;
  }
  const { profile, equalRows, ambiguous } = manifest;
  return jsonClean({ ...inputs, etags, sizeInBytes, profile, equalRows, ambiguous });
}

async function send(client: S3Client, inputs: Inputs, file: string, { sha256, sizeInBytes }: FeaturesFileFacts) {
  const { bucket, keys, digest, folder, row, tags } = inputs;
  const path = join(folder, file);
  if ((await sha256OfFile(path)) !== sha256) throw changedMeanwhile(inputs);
  await showProgress(row, `sending ${file}, ${(sizeInBytes / 1e6).toFixed(1)} MB`);
  const request = {
    Bucket: bucket,
    Key: keys[file],
    Body: createReadStream(path, { highWaterMark: 1 << 20 }),
    ContentType: "text/csv",
    ...ownObject(tags),
    Metadata: { [DIGEST_METADATA]: digest },
    IfNoneMatch: "*",
  } as const;
  const sent =
    sizeInBytes <= MAX_SINGLE_BYTES
      ? client.send(new PutObjectCommand({ ...request, ContentLength: sizeInBytes }))
      : sendInParts(client, request, inputs, sizeInBytes);
  await sent.catch((error: Error) => {
    // Somebody was faster with the same key, so with the same features: a look tells.
    if (!["PreconditionFailed", "ConditionalRequestConflict"].includes(error.name)) throw error;
  });
}

/** "Consider multipart upload when your object size reaches 100 MB" (S3 User Guide). */
const MAX_SINGLE_BYTES = 100e6;
const MIN_PART_BYTES = 16 << 20;
const MAX_PARTS = 9000;

function sendInParts(client: S3Client, params: PutObjectCommandInput, { row }: Inputs, sizeInBytes: number) {
  const partSize = Math.max(MIN_PART_BYTES, Math.ceil(sizeInBytes / MAX_PARTS));
  const upload = new Upload({ client, params, partSize, queueSize: 4 });
  upload.on("httpUploadProgress", ({ loaded = 0 }) => {
    // Only shown: the upload does not wait for it.
    void showProgress(row, `sent ${(loaded / 1e6).toFixed(0)} of ${(sizeInBytes / 1e6).toFixed(0)} MB`);
  });
  return upload.done();
}

function head(client: S3Client, bucket: string, key: string) {
  return unlessGone(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
}

/** Another run may have transformed other rows since this one was planned. */
async function manifestOf(inputs: Inputs): Promise<Manifest> {
  const manifest = await readManifest(inputs.folder);
  if (!manifest || uploadDigest(manifest) !== inputs.digest) throw changedMeanwhile(inputs);
  return manifest;
}

const changedMeanwhile = ({ digest, folder }: Inputs) =>
  new Error(
    `Expected the features ${digest} in ${folder}, got others: a file changed during this run. Run \`pulumi up\` again.`,
  );
