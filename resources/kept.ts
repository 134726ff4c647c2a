import * as pulumi from "@pulumi/pulumi";
import { generationOf, type Ledger, type PastGeneration } from "../plan/ledger";
import { markKeys } from "../plan/marked-keys";
import { resourceType } from "../plan/identity";
import type { RowKind, StateRows } from "../plan/state";
import type { Declared, Shared } from "./engine-resources";
import { dynamicResource } from "./dynamic/dynamic-resource";
import type { ArgsOf, CommonInputs } from "./dynamic/lifecycle";
import { shortDigest } from "../text/short-digest";

/**
 * Declares what earlier runs made and this one keeps, from the state's rows alone: what is not declared,
 * Pulumi deletes. Each resource stays as the state has it (`ignoreChanges`), in its order. Uploads and data
 * sets that generations share are declared once.
 */
export class Kept {
  /** Uploads and data sets, by their digests. */
  private readonly declared = new Map<string, pulumi.Resource[]>();

  constructor(
    private readonly rows: StateRows,
    private readonly ledger: Ledger,
    private readonly args: Shared,
  ) {}

  /** An upload or data set of this run's own, which earlier generations may share. */
  share(digest: string, ...resources: pulumi.Resource[]): pulumi.Resource[] {
    this.declared.set(digest, resources);
    return resources;
  }

  generation(digest: string): Declared {
    const past = generationOf(this.ledger, digest)!;
    return new KeptGeneration(past, this.dataset(past.dataset), this.rows, this.args);
  }

  /** What a model of it depends on. */
  private dataset(digest: string): pulumi.Resource[] {
    const past = this.ledger.datasets.get(digest);
    const known = this.declared.get(digest);
    if (known || !past) return known ?? [];
    const uploads =
      this.declared.get(past.upload) ?? this.share(past.upload, ...stay(this.rows, "S3Upload", past.upload, this.args));
    const { sources } = new KeptDataset(digest, uploads, this.rows, this.args);
    return this.share(digest, ...uploads, ...sources);
  }
}

// ---

class KeptDataset extends pulumi.ComponentResource {
  readonly sources: pulumi.Resource[];

  constructor(digest: string, uploads: pulumi.Resource[], rows: StateRows, args: Shared) {
    const name = `dataset-${shortDigest(digest)}`;
    super("ml-learn:index:Dataset", name);
    this.sources = stay(rows, "DataSource", digest, args, { parent: this, dependsOn: uploads });
    const own = Object.entries(rows).find(([urn]) => urn.endsWith(`ml-learn:index:Dataset::${name}`));
    this.registerOutputs(own?.[1].outputs);
  }
}

class KeptGeneration extends pulumi.ComponentResource implements Declared {
  readonly digest: string;
  readonly model: pulumi.CustomResource;
  readonly modelId: string;
  readonly examples: Record<string, string>[];
  readonly released: pulumi.Resource[];
  readonly isKept = true;
  private readonly report: pulumi.Resource | undefined;

  constructor(
    private readonly past: PastGeneration,
    dataset: pulumi.Resource[],
    rows: StateRows,
    args: Shared,
  ) {
    const { digest, modelId, examples } = past;
    super("ml-learn:index:Generation", `generation-${shortDigest(digest)}`);
    this.digest = digest;
    this.modelId = modelId;
    this.examples = examples.map(markKeys);
    this.released = [...dataset];
    const add = (kind: RowKind) => {
      const found = stay(rows, kind, digest, args, { parent: this, dependsOn: [...this.released] });
      this.released.push(...found);
      return found[0];
    };
    this.model = add("MLModel");
    for (const kind of ["Evaluation", "BatchPrediction"] as const) add(kind);
    this.report = add("Report");
    add("QualityGate");
    this.registerOutputs({ modelId });
  }

  facts() {
    const { quality, created } = this.past;
    return {
      metric: quality?.metric,
      metricValue: quality?.value,
      trained: created,
      report: (this.report as { url?: pulumi.Output<string> } | undefined)?.url,
    };
  }
}

/** By what a row of this kind is found: the digest of its generation, data set or upload. */
const DIGEST: Partial<Record<RowKind, string>> = { S3Upload: "digest", DataSource: "dataset" };

/** Declares the rows of a kind and a digest as they are. What they depend on is told again: Pulumi keeps no other order. */
function stay(
  rows: StateRows,
  kind: RowKind,
  digest: string,
  { bucket }: Shared,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResource[] {
  const Kind = dynamicResource<CommonInputs>(kind);
  return Object.entries(rows)
    .filter(([, { type, outputs }]) => type === resourceType(kind) && outputs[DIGEST[kind] ?? "generation"] === digest)
    .map(
      ([
        urn,
        {
          outputs: { __provider: _, ...outputs },
        },
      ]) => {
        const args = "bucket" in outputs ? { ...outputs, bucket } : outputs;
        return new Kind(urn.split("::").pop()!, args as ArgsOf<CommonInputs>, { ...opts, ignoreChanges: ["*"] });
      },
    );
}
