import * as pulumi from "@pulumi/pulumi";
import { generationOf, type Ledger, type PastGeneration } from "../plan/ledger";
import { markKeys } from "../plan/marked-keys";
import { resourceType } from "../plan/identity";
import type { RowKind, StateRows } from "../plan/state";
import type { Place } from "./cloud/clients";
import { dynamicResource } from "./dynamic/dynamic-resource";
import type { ArgsOf, CommonInputs } from "./dynamic/lifecycle";
import { RealtimeEndpoint } from "./amazon-ml/realtime-endpoint";
import { shortDigest } from "../text/short-digest";

export interface KeptArgs {
  place: Place;
  stackKey: string;
  bucket: pulumi.Input<string>;
  /** The local service's URL; "" on AWS. */
  service: pulumi.Input<string>;
  timeoutMinutes: number;
  tags: Record<string, string>;
}

/** A generation as it is declared, of this run or kept. */
export interface Declared extends pulumi.ComponentResource {
  readonly model: pulumi.CustomResource;
  readonly endpoint: Pick<RealtimeEndpoint, "modelId" | "url" | "generation"> | undefined;
  /** What a person wants to know of it. */
  facts(): {
    metric: pulumi.Input<string> | undefined;
    metricValue: pulumi.Input<number> | undefined;
    trained: pulumi.Input<string>;
    report: pulumi.Output<string> | undefined;
  };
}

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
    private readonly args: KeptArgs,
  ) {}

  /** An upload or data set of this run's own, which earlier generations may share. */
  share(digest: string, ...resources: pulumi.Resource[]): pulumi.Resource[] {
    this.declared.set(digest, resources);
    return resources;
  }

  generation(digest: string, answers: boolean): Declared {
    const past = generationOf(this.ledger, digest)!;
    return new KeptGeneration(past, this.dataset(past.dataset), answers, this.rows, this.args);
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

  constructor(digest: string, uploads: pulumi.Resource[], rows: StateRows, args: KeptArgs) {
    const name = `dataset-${shortDigest(digest)}`;
    super("ml-learn:index:Dataset", name);
    this.sources = stay(rows, "DataSource", digest, args, { parent: this, dependsOn: uploads });
    const own = Object.entries(rows).find(([urn]) => urn.endsWith(`ml-learn:index:Dataset::${name}`));
    this.registerOutputs(own?.[1].outputs);
  }
}

class KeptGeneration extends pulumi.ComponentResource implements Declared {
  readonly model: pulumi.CustomResource;
  readonly endpoint: RealtimeEndpoint | undefined;
  private readonly report: pulumi.Resource | undefined;

  constructor(
    private readonly past: PastGeneration,
    dataset: pulumi.Resource[],
    answers: boolean,
    rows: StateRows,
    args: KeptArgs,
  ) {
    const { digest, modelId } = past;
    super("ml-learn:index:Generation", `generation-${shortDigest(digest)}`);
    const made: pulumi.Resource[] = [...dataset];
    const add = (kind: RowKind) => {
      const found = stay(rows, kind, digest, args, { parent: this, dependsOn: [...made] });
      made.push(...found);
      return found[0];
    };
    this.model = add("MLModel");
    for (const kind of ["Evaluation", "BatchPrediction"] as const) add(kind);
    this.report = add("Report");
    add("QualityGate");
    // The local service may have moved meanwhile; and a pin mounts what has no endpoint any more.
    if (answers)
      this.endpoint = new RealtimeEndpoint(
        `endpoint-${shortDigest(digest)}`,
        {
          ...args.place,
          modelId,
          generation: digest,
          service: args.service,
          examples: past.examples.map(markKeys),
          timeoutMinutes: args.timeoutMinutes,
        },
        { parent: this, dependsOn: made, ignoreChanges: AS_IT_WAS },
      );
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

/** All of an endpoint's inputs but `service`. */
const AS_IT_WAS = ["cloud", "region", "account", "row", "modelId", "generation", "examples", "timeoutMinutes"];

/** By what a row of this kind is found: the digest of its generation, data set or upload. */
const DIGEST: Partial<Record<RowKind, string>> = { S3Upload: "digest", DataSource: "dataset" };

/** Declares the rows of a kind and a digest as they are. What they depend on is told again: Pulumi keeps no other order. */
function stay(
  rows: StateRows,
  kind: RowKind,
  digest: string,
  { bucket }: KeptArgs,
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
