import type { AmazonMlKind } from "../plan/engines/amazon-ml/state-rows";
import type { RowKind } from "../plan/state";
import type { Lifecycle } from "./dynamic/lifecycle";

/**
 * What Pulumi runs for a kind of resource: what states hold finds it here, by name. A kind has a process
 * of its own, which loads its own module alone.
 * @throws Error for a kind that is not there: the state is of another version of this program
 */
export function lifecycleOf(kind: string): Lifecycle {
  if (!Object.hasOwn(modules, kind))
    throw new Error(
      `Expected one of the resources ${Object.keys(modules).join(", ")}, got '${kind}': the state was left by another version of this program. Run the one that made it.`,
    );
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(modules[kind as RowKind | AmazonMlKind]) as { lifecycle: Lifecycle }).lifecycle;
}

// ---

const modules: Record<RowKind | AmazonMlKind, string> = {
  LocalAws: "./local-aws",
  S3Upload: "./s3-upload",
  DataSource: "./amazon-ml/data-source",
  MLModel: "./amazon-ml/ml-model",
  Evaluation: "./amazon-ml/evaluation",
  BatchPrediction: "./amazon-ml/batch-prediction",
  Report: "./report",
  QualityGate: "./quality-gate",
  RealtimeEndpoint: "./amazon-ml/realtime-endpoint",
  Serving: "./serving",
};
