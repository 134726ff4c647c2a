import type { NamedDefinition } from "../features/load-definition";
import { stateNames } from "../features/cells";
import { predictionRecord } from "../features/schema";
import { describeSplit } from "../plan/changes";
import { approver, type ApprovalSettings } from "../plan/approval";
import type { Digests, LearningSettings } from "../plan/digests";
import { uploadKeys } from "../plan/identity";
import { markKeys } from "../plan/marked-keys";
import { generationOf, type Ledger } from "../plan/ledger";
import type { RunPlan } from "../plan/run-plan";
import type { Shared } from "./engine-resources";
import { resourcesOf } from "./engines";
import { Generation } from "./generation";
import type { Kept } from "./kept";
import { S3Upload } from "./s3-upload";
import { makerAt, storyOf } from "./report-story";
import { shortDigest } from "../text/short-digest";

export interface OwnArgs extends Shared {
  plan: RunPlan;
  ledger: Ledger;
  kept: Kept;
  digests: Digests;
  definition: NamedDefinition;
  /** With the features and their manifest. */
  folder: string;
  settings: ApprovalSettings & LearningSettings & { report: boolean; heatMapClasses: number };
}

/**
 * Declares what the data at hand make. Never changed in place: other data or settings are another
 * generation. What the state has of it already stays; its upload and data set are shared with
 * earlier generations.
 */
export function declareOwn({
  plan,
  ledger,
  kept,
  digests,
  definition,
  folder,
  settings,
  ...args
}: OwnArgs): Generation {
  const { place, stackKey, bucket, tags } = args;
  const { features, generation: digest } = plan;
  const upload = new S3Upload(`upload-${shortDigest(digests.upload)}`, {
    ...place,
    bucket,
    folder,
    keys: uploadKeys(stackKey, digests.upload, Object.keys(features.files)),
    digest: digests.upload,
    features: features.digest,
    target: plan.label,
    rows: features.rows,
    classes: markKeys(features.classes),
    tags: { ...tags, features: shortDigest(features.digest) },
  });
  const dataset = resourcesOf(args).dataset({
    ...args,
    digest: digests.dataset,
    uploadDigest: digests.upload,
    upload,
    schema: features.schema,
    settings,
    tags: { ...tags, dataset: shortDigest(digests.dataset) },
  });
  kept.share(digests.upload, upload);
  kept.share(digests.dataset, dataset);
  const known = generationOf(ledger, digest);
  const approvedBy = known?.approvedBy ?? approver(digest, settings);
  const examples = known?.examples ?? definition.examples.map((example) => predictionRecord(definition, example));
  // A model keeps the names that it was made with, as the definition may change before another one serves.
  const states = known ? known.states : definition.label.yes === undefined ? undefined : stateNames(definition.label);
  return new Generation({
    ...args,
    ...(states && { states }),
    digest,
    dataset: digests.dataset,
    from: dataset,
    definition: definition.name,
    approvedBy,
    examples: examples.map(markKeys),
    modelType: digests.modelType,
    recipe: settings.recipe,
    parameters: settings.parameters,
    gate: plan.gate,
    // What was paid for stays.
    isPredicted: settings.report || known?.isPredicted === true,
    hasRowId: definition.rowId !== undefined,
    report: {
      heatMapClasses: settings.heatMapClasses,
      facts: {
        project: tags.project,
        stack: tags.stack,
        features: features.digest,
        target: plan.label,
        ...(states && { states }),
        rows: features.rows,
        classes: markKeys(features.classes),
        measure: plan.measure.own,
        split: describeSplit(digests.splitIdentity),
        recipe: settings.recipe,
        parameters: settings.parameters,
      },
      story: storyOf(plan, ledger, approvedBy, known ? (known.maker ?? {}) : makerAt(folder)),
      // A refused one is judged again, and its report tells that anew.
      isTold: known?.reportPrefix !== undefined && known.isReleased,
    },
    hasThreshold: definition.label.threshold !== undefined,
    isReleased: known?.isReleased ?? false,
    tags: { ...tags, dataset: shortDigest(digests.dataset), generation: shortDigest(digest) },
  });
}
