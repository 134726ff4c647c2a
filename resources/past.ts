import * as pulumi from "@pulumi/pulumi";
import { shortDigest } from "../plan/identity";
import type { Ledger, PastGeneration, Side } from "../plan/ledger";
import type { Target } from "./clients";
import { Dataset } from "./dataset";
import { Generation, type ReportArgs } from "./generation";
import { S3Upload } from "./s3-upload";

export interface PastArgs {
  target: Target;
  stackKey: string;
  bucket: pulumi.Input<string>;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  timeoutMinutes: number;
  tags: Record<string, string>;
}

/**
 * Declares what earlier runs made and this one keeps: what is not declared, Pulumi deletes. Each
 * resource stays as the state has it, whatever is given for it here (`ignoreChanges`). Uploads and
 * data sets that generations share are declared once.
 */
export class Past {
  private readonly uploads = new Map<string, S3Upload>();
  private readonly datasets = new Map<string, Dataset>();

  constructor(
    private readonly ledger: Ledger,
    private readonly args: PastArgs,
  ) {}

  /** An upload or data set of this run's own, which earlier generations may share. */
  share(digests: { upload: string; dataset: string }, upload: S3Upload, dataset: Dataset): void {
    this.uploads.set(digests.upload, upload);
    this.datasets.set(digests.dataset, dataset);
  }

  generation(past: PastGeneration, answers: boolean): Generation {
    const { target, stackKey, service, timeoutMinutes, tags } = this.args;
    return new Generation({
      target,
      stackKey,
      timeoutMinutes,
      tags,
      digest: past.digest,
      datasetDigest: past.dataset,
      dataset: this.dataset(past.dataset),
      definition: past.definition,
      approvedBy: past.approvedBy,
      modelType: past.modelType,
      recipe: past.recipe,
      parameters: past.parameters,
      gate: {
        limits: { minimumF1: "", maximumF1Drop: "" },
        serving: {},
        isAccepted: false,
        yardstick: { heldOut: [] },
      },
      isReleased: past.isReleased,
      examples: past.examples,
      isPredicted: past.isPredicted,
      report: past.reportPrefix === undefined ? undefined : this.report(),
      endpoint: answers ? { service } : undefined,
      past,
    });
  }

  /** All that it says stands in the state. */
  private report(): ReportArgs {
    const { bucket, tags } = this.args;
    const limits = { minimumF1: "", maximumF1Drop: "" };
    return {
      bucket,
      hasRowId: false,
      heatMapClasses: 1,
      facts: { project: tags.project, stack: tags.stack, features: "", target: "", rows: 0, classes: {} },
      story: { words: [], approval: "", gate: { limits, isAccepted: false }, history: [] },
      isTold: true,
    };
  }

  private dataset(digest: string): Dataset | undefined {
    const past = this.ledger.datasets.get(digest);
    const known = this.datasets.get(digest);
    if (known || !past) return known;
    const { target, stackKey, timeoutMinutes, tags } = this.args;
    const { upload, schema, splitIdentity, sources } = past;
    // The files' names are all that is needed of the split: they name the upload's keys.
    const whole = { file: Object.keys(this.ledger.uploads.get(upload)?.keys ?? {})[0] ?? "", rearrangement: "" };
    const dataset = new Dataset({
      target,
      stackKey,
      timeoutMinutes,
      tags,
      digest,
      uploadDigest: upload,
      upload: this.upload(upload),
      schema,
      split: { identity: splitIdentity, training: whole, evaluation: whole },
      past: Object.keys(sources) as Side[],
    });
    this.datasets.set(digest, dataset);
    return dataset;
  }

  private upload(digest: string): S3Upload | undefined {
    const past = this.ledger.uploads.get(digest);
    const known = this.uploads.get(digest);
    if (known || !past) return known;
    const { target: cloud, bucket, tags } = this.args;
    const { keys, features, target, rows, classes } = past;
    const upload = new S3Upload(
      `upload-${shortDigest(digest)}`,
      { ...cloud, bucket, keys, digest, features, target, folder: "build", rows, classes, tags },
      { ignoreChanges: ["*"] },
    );
    this.uploads.set(digest, upload);
    return upload;
  }
}
