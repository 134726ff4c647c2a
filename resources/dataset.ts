import * as pulumi from "@pulumi/pulumi";
import { dataSourceIds, shortDigest } from "../plan/identity";
import type { Split, View } from "../plan/split";
import { DataSource } from "./data-source";
import type { S3Upload } from "./s3-upload";

export interface DatasetArgs {
  cloud: string;
  region: string;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The dataset digest. */
  digest: string;
  upload: S3Upload;
  schema: string;
  split: Pick<Split, "training" | "evaluation">;
  tags: Record<string, string>;
  timeoutMinutes: number;
}

/** The two views of one set of features: the rows to learn from, and the rows held out. */
export class Dataset extends pulumi.ComponentResource {
  readonly training: DataSource;
  readonly evaluation: DataSource;

  constructor({ digest, stackKey, upload, split, ...args }: DatasetArgs, opts?: pulumi.ComponentResourceOptions) {
    const short = shortDigest(digest);
    super("ml-learn:index:Dataset", `dataset-${short}`, {}, opts);
    const ids = dataSourceIds(stackKey, digest);
    const view = ({ file, rearrangement }: View) => ({
      ...args,
      bucket: upload.bucket,
      key: upload.keys.apply((keys) => keys[file]),
      split: rearrangement,
    });
    this.training = new DataSource(
      `training-${short}`,
      { ...view(split.training), dataSourceId: ids.training },
      { parent: this },
    );
    this.evaluation = new DataSource(
      `evaluation-${short}`,
      { ...view(split.evaluation), dataSourceId: ids.evaluation },
      { parent: this },
    );
    this.registerOutputs({ training: this.training.dataSourceId, evaluation: this.evaluation.dataSourceId });
  }
}
