import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import * as pulumi from "@pulumi/pulumi";
import { sumUp, type HeldOut } from "../report/held-out";
import { baseline, type Release } from "../report/release";
import { drawReport } from "../report/report-files";
import { batchResults } from "./batch-results";
import { s3, unlessGone } from "./clients";
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
import { provider } from "./provider";
import { rowOf } from "./row";
import { readHeldOut } from "./stored-report";

/** What is known of a generation whenever it is declared. */
type Facts = Omit<Release, keyof Story | "heldOut">;

/** What was said and decided when it was made; later runs leave it. */
export type Story = Pick<Release, "words" | "approval" | "gate" | "history"> & {
  /** `prefix`: where its own report lies; "" without one. */
  before?: Omit<NonNullable<Release["before"]>, "heldOut"> & { prefix: string };
};

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
  facts: Facts;
  story: Story;
}

const shim = provider("report");

/** What a person looks at before trusting a model: heat map and release report, as files in S3. */
export class Report extends pulumi.dynamic.Resource {
  declare readonly generation: pulumi.Output<string>;
  /** `s3://<bucket>/<prefix>`. */
  declare readonly url: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<Inputs>, opts?: pulumi.CustomResourceOptions) {
    super(shim, name, { ...args, url: undefined, row: rowOf("Report", name, opts) }, opts, "ml-learn", "Report");
  }
}

interface Outputs extends Inputs {
  url: string;
  files: string[];
  /** Of the held-out rows; undefined without a batch prediction. */
  top3?: number;
  baseline?: number;
}

export const lifecycle: Lifecycle<Inputs, Outputs> = {
  check: (olds, news) =>
    Promise.resolve(checkInputs(olds, news, { generation: isText, bucket: isText, prefix: isText })),
  diff: noReplacement,
  create: async (inputs) => ({ id: inputs.generation, outs: await write(inputs) }),
  async update(_, olds, inputs) {
    const outs = await write(inputs);
    await remove({ ...olds, files: olds.files.filter((file) => !outs.files.includes(file)) });
    return { outs };
  },

  async read(id, props) {
    const { bucket, prefix, files } = props;
    const client = await s3(props);
    for (const file of files)
      if (!(await unlessGone(client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + file }))))) return {};
    return { id, props };
  },

  delete: (_, props) => remove(props),
};

// ---

async function remove({ bucket, prefix, files, ...target }: Outputs): Promise<void> {
  const client = await s3(target);
  for (const file of files)
    await unlessGone(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + file })));
}

async function write(inputs: Inputs): Promise<Outputs> {
  const { bucket, prefix, batchPredictionId, resultsPrefix, hasRowId, heatMapClasses, facts, story, row } = inputs;
  const client = await s3(inputs);
  let heldOut: HeldOut | undefined;
  if (batchPredictionId !== "") {
    await showProgress(row, "reading what was predicted of the held-out rows");
    const results = batchResults(client, bucket, resultsPrefix, batchPredictionId);
    heldOut = await sumUp(results, facts.modelType, hasRowId);
  }
  const { before } = story;
  const old = before && before.prefix !== "" ? await readHeldOut(client, { bucket, prefix: before.prefix }) : undefined;
  const release: Release = {
    ...facts,
    ...story,
    ...(heldOut && { heldOut }),
    ...(before && { before: { ...before, ...(old && { heldOut: old }) } }),
  };
  const files = drawReport(release, heatMapClasses);
  for (const { name, type, text } of files)
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: prefix + name,
        Body: text,
        ContentType: type,
        ServerSideEncryption: "AES256",
      }),
    );
  return jsonClean({
    ...inputs,
    url: `s3://${bucket}/${prefix}`,
    files: files.map(({ name }) => name),
    top3: heldOut?.top3,
    baseline: baseline(release),
  });
}
