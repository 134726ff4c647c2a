import * as pulumi from "@pulumi/pulumi";
import { engineOf } from "../plan/engines/engines";
import { generationOf, type Ledger, type PastGeneration } from "../plan/ledger";
import { markKeys } from "../plan/marked-keys";
import { resourceType } from "../plan/identity";
import type { StateRows } from "../plan/state";
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
    return new KeptGeneration(past, this.dataset(past), this.rows, this.args);
  }

  /** What a model of it depends on. */
  private dataset(generation: PastGeneration): pulumi.Resource[] {
    const past = this.ledger.datasets.get(generation.dataset);
    const known = this.declared.get(generation.dataset);
    if (known || !past) return known ?? [];
    const { digest, upload } = past;
    const uploads =
      this.declared.get(upload) ?? this.share(upload, ...stay(this.rows, "S3Upload", { digest: upload }, this.args));
    const { kinds } = engineOf(generation);
    const { parts } = new KeptDataset(digest, kinds.dataset, uploads, this.rows, this.args);
    return this.share(digest, ...uploads, ...parts);
  }
}

// ---

class KeptDataset extends pulumi.ComponentResource {
  readonly parts: pulumi.Resource[];

  constructor(digest: string, kinds: readonly string[], uploads: pulumi.Resource[], rows: StateRows, args: Shared) {
    const name = `dataset-${shortDigest(digest)}`;
    super("ml-learn:index:Dataset", name);
    const opts = { parent: this, dependsOn: uploads };
    this.parts = kinds.flatMap((kind) => stay(rows, kind, { dataset: digest }, args, opts));
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
    const add = (kind: string) => {
      const found = stay(rows, kind, { generation: digest }, args, { parent: this, dependsOn: [...this.released] });
      this.released.push(...found);
      return found[0];
    };
    [this.model] = engineOf(past).kinds.generation.map(add);
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

/**
 * Declares the rows of a kind as they are. What they depend on is told again: Pulumi keeps no other order.
 * @param found the fact that tells which: the digest of their generation, data set or upload
 */
function stay(
  rows: StateRows,
  kind: string,
  found: Record<string, string>,
  { bucket }: Shared,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResource[] {
  const Kind = dynamicResource<CommonInputs>(kind);
  const [[fact, digest]] = Object.entries(found);
  return Object.entries(rows)
    .filter(([, { type, outputs }]) => type === resourceType(kind) && outputs[fact] === digest)
    .map(([urn, row]) => {
      const { __provider: _, ...outputs } = row.outputs;
      const args = "bucket" in outputs ? { ...outputs, bucket } : outputs;
      return new Kind(urn.split("::").pop()!, args as ArgsOf<CommonInputs>, { ...opts, ignoreChanges: ["*"] });
    });
}
