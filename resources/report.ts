import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import * as pulumi from "@pulumi/pulumi";
import { sumUp } from "../report/held-out";
import type { Release } from "../report/release";
import { drawReport } from "../report/report-files";
import { batchResults } from "./batch-results";
import { explained } from "./bucket-access";
import { s3, unlessGone } from "./clients";
import { deleteObjects } from "./delete-objects";
import { DynamicResource } from "./dynamic-resource";
import { showProgress } from "./engine";
import {
  checkInputs,
  isText,
  jsonClean,
  noReplacement,
  type ArgsOf,
  type CommonInputs,
  type Lifecycle,
} from "./lifecycle";
import { ownObject } from "./own-object";
import { provider } from "./provider";
import type { Story } from "./story";
import { NUMBERS, readNumbers, type ReportNumbers } from "./stored-report";

/** What is known of a generation whenever it is declared. */
type Facts = Omit<Release, keyof Story | "heldOut">;

interface Inputs extends CommonInputs {
  generation: string;
  bucket: string;
  /** Under it in the bucket lie the report's files; ends in a slash. */
  prefix: string;
  /** Of the batch prediction over the held-out rows, and where its results lie; "" without one. */
  batchPredictionId: string;
  resultsPrefix: string;
  /** Whether the data have a row id. */
  hasRowId: boolean;
  /** How many classes the heat map shows by name. */
  heatMapClasses: number;
  /** Of the objects. */
  tags: Record<string, string>;
  facts: Facts;
  story: Story;
}

const shim = provider("report");

/** What a person looks at before trusting a model: heat map and release report, as files in S3. */
export class Report extends DynamicResource {
  declare readonly generation: pulumi.Output<string>;
  /** `s3://<bucket>/<prefix>`. */
  declare readonly url: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, "Report", name, args, ["url"], opts);
  }
}

interface Outputs extends Inputs {
  url: string;
  /** What it is made of. */
  files: string[];
  /** Some of them are gone. */
  isDamaged?: boolean;
}

export const lifecycle: Lifecycle<Inputs, Outputs> = {
  check: (olds, news) =>
    Promise.resolve(checkInputs(olds, news, { generation: isText, bucket: isText, prefix: isText })),

  /** Nothing in the inputs tells that a file is gone, so here `changes` has to. */
  diff: (_, { isDamaged }) => (isDamaged ? Promise.resolve({ changes: true }) : noReplacement()),

  create: async (inputs) => ({ id: inputs.generation, outs: await write(inputs) }),

  async update(_, olds, inputs) {
    const outs = await write(inputs);
    const client = await s3(inputs);
    for (const file of olds.files.filter((file) => !outs.files.includes(file)))
      await client.send(new DeleteObjectCommand({ Bucket: olds.bucket, Key: olds.prefix + file }));
    return { outs };
  },

  /** Never gone: the state alone knows what was said and decided, and a damaged one is written again from it. */
  async read(id, { isDamaged: _, ...props }) {
    const { bucket, prefix, files } = props;
    const client = await s3(props);
    const found = await Promise.all(
      files.map((file) => unlessGone(client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + file })))),
    );
    return { id, props: { ...props, ...(found.includes(undefined) && { isDamaged: true }) } };
  },

  /** With it goes all that was predicted for it, also by what the state has forgotten. */
  async delete(_, props) {
    await deleteObjects(props, props.bucket, props.prefix);
    await deleteObjects(props, props.bucket, props.resultsPrefix);
  },
};

// ---

async function write(inputs: Inputs): Promise<Outputs> {
  const { bucket, prefix, heatMapClasses, facts, story, region, tags } = inputs;
  const client = await s3(inputs);
  try {
    const numbers = await numbersOf(client, inputs);
    const { before } = story;
    const release: Release = {
      ...facts,
      ...story,
      ...(numbers && { heldOut: numbers.heldOut }),
      ...(before && { before: { ...before, ...(numbers?.before && { heldOut: numbers.before }) } }),
    };
    const files = [
      ...drawReport(release, heatMapClasses),
      ...(numbers ? [{ name: NUMBERS, type: "application/json", text: JSON.stringify(numbers) }] : []),
    ];
    for (const { name, type, text } of files)
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: prefix + name,
          Body: text,
          ContentType: type,
          ...ownObject(tags),
        }),
      );
    return jsonClean({ ...inputs, url: `s3://${bucket}/${prefix}`, files: files.map(({ name }) => name) });
  } catch (error) {
    throw explained(error as Error, bucket, region);
  }
}

/** As they were kept, or else from the results; undefined without a batch prediction. */
async function numbersOf(client: S3Client, inputs: Inputs): Promise<ReportNumbers | undefined> {
  const { bucket, prefix, batchPredictionId, resultsPrefix, hasRowId, heatMapClasses, facts, story, row } = inputs;
  if (batchPredictionId === "") return undefined;
  const kept = await readNumbers(client, { bucket, prefix });
  if (kept?.batchPredictionId === batchPredictionId) return { ...kept, heatMapClasses };
  await showProgress(row, "reading what was predicted of the held-out rows");
  const results = batchResults(client, bucket, resultsPrefix, batchPredictionId);
  const heldOut = await sumUp(results, facts.modelType, hasRowId);
  const served = story.before?.prefix ? await readNumbers(client, { bucket, prefix: story.before.prefix }) : undefined;
  return { batchPredictionId, heatMapClasses, heldOut, ...(served && { before: served.heldOut }) };
}
