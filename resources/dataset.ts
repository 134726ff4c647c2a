import * as pulumi from "@pulumi/pulumi";
import { dataSourceIds } from "../plan/identity";
import type { Side } from "../plan/ledger";
import type { Split, View } from "../plan/split";
import type { Place } from "./cloud/clients";
import { DataSource } from "./amazon-ml/data-source";
import type { S3Upload } from "./s3-upload";
import { shortDigest } from "../text/short-digest";

export interface DatasetArgs {
  place: Place;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The dataset digest, and that of what is uploaded. */
  digest: string;
  uploadDigest: string;
  upload: S3Upload;
  schema: string;
  split: Split;
  tags: Record<string, string>;
  timeoutMinutes: number;
}

/** The two views of one set of features: the rows to learn from, and the rows held out. */
export class Dataset extends pulumi.ComponentResource {
  readonly training: DataSource;
  readonly evaluation: DataSource;

  constructor(
    { place, stackKey, digest, uploadDigest, upload, schema, split, tags, timeoutMinutes }: DatasetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const short = shortDigest(digest);
    super("ml-learn:index:Dataset", `dataset-${short}`, {}, opts);
    const ids = dataSourceIds(stackKey, digest);
    const view = (side: Side, { file, rearrangement }: View) => {
      return new DataSource(
        `${side}-${short}`,
        {
          ...place,
          schema,
          tags,
          timeoutMinutes,
          dataset: digest,
          upload: uploadDigest,
          splitIdentity: split.identity,
          side,
          bucket: upload.bucket,
          key: upload.keys.apply((keys) => keys[file]),
          split: rearrangement,
          dataSourceId: ids[side],
        },
        { parent: this },
      );
    };
    this.training = view("training", split.training);
    this.evaluation = view("evaluation", split.evaluation);
    this.registerOutputs({ training: this.training.dataSourceId, evaluation: this.evaluation.dataSourceId });
  }
}
