import * as pulumi from "@pulumi/pulumi";
import { loadDefinition } from "./features/load-definition";
import { warnings } from "./features/manifest";
import { predictionRecord } from "./features/schema";
import { openExtract } from "./features/extract/source";
import { transform } from "./features/transform";
import { digestsOf } from "./plan/digests";
import { shortDigest, stackKey, uploadKeys } from "./plan/identity";
import { describeFeatures } from "./plan/words";
import { Dataset } from "./resources/dataset";
import { Generation } from "./resources/generation";
import { LocalAws } from "./resources/local-aws";
import { programConfiguration, rowsInStatus } from "./resources/program";
import { S3Upload } from "./resources/s3-upload";
import { readSettings } from "./settings";

/** The program: settings -> features -> data set -> generation -> outputs. */
async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings(programConfiguration());
  const { cloud, region, holdOut, recipe, parameters, timeoutMinutes } = settings;
  const stack = stackKey(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());

  // What there is to learn from. The same rows give the same digests, and so the same resources.
  const folder = "build";
  const definition = loadDefinition(settings.definition);
  const extract = await openExtract(settings, folder, new Date());
  const onProgress = rowsInStatus();
  const features = await transform({ definition, files: extract.files, holdOut, folder, onProgress });
  await pulumi.log.info(describeFeatures(features, definition.target.name, extract, settings));
  for (const warning of warnings(features, definition.target.name)) await pulumi.log.warn(warning);
  const digests = digestsOf(features, definition, settings);
  const { dataset, generation, split, modelType } = digests;

  // The local cloud has to be up before anything is made in it.
  const bucket = settings.bucket || `ml-learn-${stack}`;
  const local = cloud === "local" ? new LocalAws("local-aws", { cloud, region, bucket }) : undefined;

  // Shared by the data sets that are views of the same features.
  const upload = new S3Upload(`upload-${shortDigest(digests.upload)}`, {
    cloud,
    region,
    bucket: local?.bucket ?? bucket,
    keys: uploadKeys(stack, digests.upload, Object.keys(features.files)),
    digest: digests.upload,
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
    examples: definition.examples.map((example) => predictionRecord(definition, example)),
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
    definition: definition.name,
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
