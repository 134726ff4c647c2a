import * as pulumi from "@pulumi/pulumi";
import { datasetDigest, generationDigest } from "./features/digest";
import { insuranceNumber } from "./features/insurance-number";
import { modelTypes } from "./features/schema";
import { transform } from "./features/transform";
import { shortDigest, stackKey, uploadKey } from "./plan/identity";
import { randomSplit } from "./plan/split";
import { Dataset } from "./resources/dataset";
import { Generation } from "./resources/generation";
import { LocalAws } from "./resources/local-aws";
import { S3Upload } from "./resources/s3-upload";
import { readSettings } from "./settings";

/** The program: settings -> features -> data set -> generation -> outputs. */
async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  const { cloud, region, recipe, parameters, timeoutMinutes } = settings;
  const stack = stackKey(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());

  // What there is to learn from. The same rows give the same digests, and so the same resources.
  const definition = insuranceNumber;
  const folder = "build";
  const features = await transform({ definition, source: settings.source, folder });
  const split = randomSplit(settings.trainingPercent, settings.splitSeed);
  const modelType = modelTypes[definition.target.type];
  const dataset = datasetDigest(features.digest, features.schema, split.training);
  const generation = generationDigest(dataset, recipe, modelType, parameters);

  // The local cloud has to be up before anything is made in it.
  const bucket = settings.bucket || `ml-learn-${stack}`;
  const local = cloud === "local" ? new LocalAws("local-aws", { cloud, region, bucket }) : undefined;

  // Shared by the data sets that are views of the same features.
  const upload = new S3Upload(`upload-${shortDigest(features.digest)}`, {
    cloud,
    region,
    bucket: local?.bucket ?? bucket,
    key: uploadKey(stack, features.digest),
    digest: features.digest,
    folder,
    rows: features.rows,
    classes: features.classes,
  });

  const tags = { project: pulumi.getProject(), stack: pulumi.getStack() };
  const shared = { cloud, region, stackKey: stack, timeoutMinutes };
  const views = new Dataset({
    ...shared,
    digest: dataset,
    upload,
    schema: features.schema,
    split,
    tags: { ...tags, dataset: shortDigest(dataset) },
  });

  // Never changed in place: other data or settings are another generation, and this one is
  // deleted once the new endpoint has answered.
  const { model, evaluation, endpoint } = new Generation({
    ...shared,
    digest: generation,
    dataset: views,
    service: local?.url ?? "",
    modelType,
    recipe,
    parameters,
    tags: { ...tags, dataset: shortDigest(dataset), generation: shortDigest(generation) },
  });

  const outputs = {
    // From the endpoint, so that they change only after it has answered.
    AWS_ML_MODEL_ID: endpoint.modelId,
    AWS_ML_PREDICTION_URL: endpoint.url,
    serving: endpoint.generation,
    metric: evaluation.metric,
    metricValue: evaluation.value,
    modelSizeInBytes: model.sizeInBytes,
    rows: features.rows,
    classes: Object.keys(features.classes).length,
  };
  await settled(Object.values(outputs));
  return outputs;
}

/** Waits for all resources; outside a preview nothing may be left unknown in the outputs. */
async function settled(values: unknown[]): Promise<void> {
  const all = pulumi.output(values) as unknown as { isKnown: Promise<boolean>; promise(): Promise<unknown[]> };
  if (!(await all.isKnown) && !pulumi.runtime.isDryRun())
    throw new Error("The endpoint of this run is not there: see the errors above.");
  await all.promise();
}

/** Node 20.20's error printing loops on stack frames inside the SDK: 23 s for one error (measured). */
export = () =>
  program().catch((error: Error) => {
    throw Object.assign(new pulumi.RunError(error.message), { stack: "" });
  });
