import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import * as pulumi from "@pulumi/pulumi";
import { featuresFile, manifestFile, type Manifest } from "../features/transform";
import { unlessGone, s3 } from "./clients";
import {
  checkInputs,
  isText,
  jsonClean,
  noReplacement,
  type CommonInputs,
  type Lifecycle,
  type ArgsOf,
} from "./lifecycle";
import { showProgress } from "./engine";
import { provider } from "./provider";
import { rowOf } from "./row";

interface Inputs extends CommonInputs {
  bucket: string;
  key: string;
  /** The features digest: what the object has to hold. */
  digest: string;
  /** The folder, relative to the program's, with the features file and its manifest. */
  folder: string;
  rows: number;
  classes: Record<string, number>;
}

const shim = provider("s3-upload");

/** The features in S3, under a key made of their digest: sent once, and never changed. */
export class S3Upload extends pulumi.dynamic.Resource {
  declare readonly bucket: pulumi.Output<string>;
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, name, { ...args, row: rowOf("S3Upload", name, opts) }, opts, "ml-learn", "S3Upload");
  }
}

interface Outputs extends Inputs {
  etag: string;
  sizeInBytes: number;
}

export const lifecycle: Lifecycle<Inputs, Outputs> = {
  check: (olds, news) =>
    Promise.resolve(checkInputs(olds, news, { bucket: isText, key: isText, digest: isText, folder: isText })),
  diff: noReplacement,
  create: async (inputs) => ({ id: `s3://${inputs.bucket}/${inputs.key}`, outs: await upload(inputs) }),
  update: async (_, __, inputs) => ({ outs: await upload(inputs) }),

  async read(id, props) {
    const found = await head(await s3(props), props);
    // An object that someone wrote over is not ours any more.
    if (!found || found.ETag !== props.etag) return {};
    return { id, props };
  },

  async delete(_, props) {
    const client = await s3(props);
    await unlessGone(client.send(new DeleteObjectCommand({ Bucket: props.bucket, Key: props.key })));
  },
};

// ---

const DIGEST_METADATA = "features-digest";

async function upload(inputs: Inputs): Promise<Outputs> {
  const client = await s3(inputs);
  const file = featuresFile(inputs.folder);
  if (!(await head(client, inputs))) {
    await refuseOtherFeatures(inputs);
    const { size } = await stat(file);
    await showProgress(inputs.row, `sending ${(size / 1e6).toFixed(1)} MB to s3://${inputs.bucket}/${inputs.key}`);
    await client
      .send(
        new PutObjectCommand({
          Bucket: inputs.bucket,
          Key: inputs.key,
          Body: createReadStream(file, { highWaterMark: 1 << 20 }),
          ContentLength: size,
          ContentType: "text/csv",
          ServerSideEncryption: "AES256",
          Metadata: { [DIGEST_METADATA]: inputs.digest },
          IfNoneMatch: "*",
        }),
      )
      .catch((error: Error) => {
        // Somebody was faster with the same key, so with the same features: the look below tells.
        if (error.name !== "PreconditionFailed") throw error;
      });
  }
  const found = await head(client, inputs);
  if (found?.Metadata?.[DIGEST_METADATA] !== inputs.digest) {
    throw new Error(
      `Expected features with the digest ${inputs.digest} in s3://${inputs.bucket}/${inputs.key}, got ${found?.Metadata?.[DIGEST_METADATA] ?? "an object without one"}. Delete that object and run again.`,
    );
  }
  return jsonClean({ ...inputs, etag: found.ETag!, sizeInBytes: found.ContentLength! });
}

function head(client: S3Client, { bucket, key }: Inputs) {
  return unlessGone(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
}

/** Another run may have transformed other rows since this one was planned. */
async function refuseOtherFeatures({ folder, digest }: Inputs): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestFile(folder), "utf8")) as Manifest;
  const sha256 = createHash("sha256");
  for await (const chunk of createReadStream(featuresFile(folder), { highWaterMark: 1 << 20 }))
    sha256.update(chunk as Buffer);
  if (manifest.digest !== digest || manifest.sha256 !== sha256.digest("hex")) {
    throw new Error(
      `Expected the features ${digest} in ${featuresFile(folder)}, got others: a file changed during this run. Run \`pulumi up\` again.`,
    );
  }
}
