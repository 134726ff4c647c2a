import * as pulumi from "@pulumi/pulumi";
import { reportPrefix } from "../plan/identity";
import type { GateTerms } from "../plan/gate";
import type { Release } from "../report/release";
import { shortDigest } from "../text/short-digest";
import type { Declared, DeclaredDataset, DeclaredModel, Proof, TrainArgs } from "./engine-resources";
import { engineInput } from "./engines";
import { QualityGate } from "./quality-gate";
import { Report } from "./report";
import type { Story } from "./report-story";

export interface GenerationArgs extends TrainArgs {
  from: DeclaredDataset;
  /** Whether the held-out rows are predicted, and whether they begin with a row id. */
  isPredicted: boolean;
  hasRowId: boolean;
  report: ReportArgs;
  gate: GateTerms;
  /** Its model is to have a threshold: of others a preview would take it for what is not known yet. */
  hasThreshold: boolean;
  /** It passed the gate in an earlier run, and is not judged again. */
  isReleased: boolean;
}

export interface ReportArgs {
  heatMapClasses: number;
  /** Of the data: what the report says of them. */
  facts: Pick<
    Release,
    | "project"
    | "stack"
    | "features"
    | "target"
    | "states"
    | "rows"
    | "classes"
    | "measure"
    | "split"
    | "recipe"
    | "parameters"
  >;
  story: Story;
  /** It was written in an earlier run: the story is that run's. */
  isTold: boolean;
}

/** A model, the proof of how good it is, and the gate before it serves. */
export class Generation extends pulumi.ComponentResource implements Declared {
  readonly digest: string;
  readonly model: DeclaredModel;
  readonly modelId: pulumi.Output<string>;
  readonly examples: Record<string, string>[];
  readonly released: pulumi.Resource[];
  readonly isKept = false;
  private readonly proof: Proof;
  private readonly report: Report;

  constructor(args: GenerationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { place, digest, from, gate, examples, isReleased } = args;
    const short = shortDigest(digest);
    super("ml-learn:index:Generation", `generation-${short}`, {}, opts);
    const child = { parent: this };
    this.digest = digest;
    this.examples = examples;
    this.model = from.train(args, child);
    this.modelId = this.model.modelId;
    this.proof = from.prove({ ...args, model: this.model }, child);
    this.report = this.tell(args);
    const { metric, value } = this.proof;
    const gateArgs = { ...place, generation: digest, metric, value, ...gate };
    const released = new QualityGate(`gate-${short}`, gateArgs, {
      ...child,
      // A refused model is one to look at.
      dependsOn: this.report,
      ...(isReleased && { ignoreChanges: ["*"] }),
    });
    this.released = [released];
    this.registerOutputs({ modelId: this.modelId });
  }

  facts() {
    const { model, proof, report } = this;
    return { metric: proof.metric, metricValue: proof.value, trained: model.created, report: report.url };
  }

  private tell({ place, stackKey, bucket, tags, report, ...args }: GenerationArgs): Report {
    const { digest, dataset, modelType, definition } = args;
    const { modelId, created, computeMs, scoreThreshold } = this.model;
    const { metric, value, predictions } = this.proof;
    return new Report(
      `report-${shortDigest(digest)}`,
      {
        ...{ ...place, generation: digest, bucket, prefix: reportPrefix(stackKey, digest), tags },
        ...(predictions as { resultsPrefix: string }),
        ...engineInput(args.engine),
        heatMapClasses: report.heatMapClasses,
        facts: pulumi.output({
          ...report.facts,
          ...{ generation: digest, dataset, modelId, created, computeMs, modelType, definition },
          ...(args.hasThreshold && { scoreThreshold }),
          quality: { metric, value },
        }),
        story: report.story,
      },
      { parent: this, ...(report.isTold && { ignoreChanges: ["story"] }) },
    );
  }
}
