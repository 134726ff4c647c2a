import * as pulumi from "@pulumi/pulumi";
import { dataSourceIds, shortDigest } from "../plan/identity";
import type { Side } from "../plan/ledger";
import type { Split, View } from "../plan/split";
import type { Target } from "./clients";
import { DataSource } from "./data-source";
import type { S3Upload } from "./s3-upload";

export interface DatasetArgs {
  target: Target;
  /** The stack's 8 digits that ids carry. */
  stackKey: string;
  /** The dataset digest, and that of what is uploaded. */
  digest: string;
  uploadDigest: string;
  /** Undefined where the state has lost it. */
  upload: S3Upload | undefined;
  schema: string;
  split: Split;
  tags: Record<string, string>;
  timeoutMinutes: number;
  /** Of an earlier run: the data sources that are left of it stay as the state has them. */
  past?: Side[];
}

/** The two views of one set of features: the rows to learn from, and the rows held out. */
export class Dataset extends pulumi.ComponentResource {
  readonly upload: S3Upload | undefined;
  readonly training: DataSource | undefined;
  readonly evaluation: DataSource | undefined;

  constructor(
    { target, stackKey, digest, uploadDigest, upload, schema, split, tags, timeoutMinutes, past }: DatasetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const short = shortDigest(digest);
    super("ml-learn:index:Dataset", `dataset-${short}`, {}, opts);
    this.upload = upload;
    const ids = dataSourceIds(stackKey, digest);
    const view = (side: Side, { file, rearrangement }: View) => {
      if (past && !past.includes(side)) return undefined;
      return new DataSource(
        `${side}-${short}`,
        {
          ...target,
          schema,
          tags,
          timeoutMinutes,
          dataset: digest,
          upload: uploadDigest,
          splitIdentity: split.identity,
          side,
          bucket: upload?.bucket ?? "",
          key: upload?.keys.apply((keys) => keys[file]) ?? "",
          split: rearrangement,
          dataSourceId: ids[side],
        },
        { parent: this, ...(past && { ignoreChanges: ["*"] }) },
      );
    };
    this.training = view("training", split.training);
    this.evaluation = view("evaluation", split.evaluation);
    this.registerOutputs({ training: this.training?.dataSourceId, evaluation: this.evaluation?.dataSourceId });
  }
}
