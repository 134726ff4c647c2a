import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { unmarkKeys } from "../plan/marked-keys";
import type { GateLimits } from "../plan/gate";
import type { StateRow } from "../plan/state";
import type { HeldOut } from "../report/held-out";
import type { Release } from "../report/release";
import { drawReport } from "../report/report-files";
import { explained } from "./cloud/bucket-access";
import { isGone, s3, unlessGone } from "./cloud/clients";
import { deleteObjects } from "./cloud/delete-objects";
import { dynamicResource } from "./dynamic/dynamic-resource";
import { showProgress, warn } from "./dynamic/pulumi-engine";
import {
  checkInputs,
  isText,
  jsonClean,
  noReplacement,
  toBeMended,
  type CommonInputs,
  type Lifecycle,
} from "./dynamic/lifecycle";
import { ownObject } from "./cloud/own-object";
import { resourcesOf } from "./engines";
import { neverReplaced } from "./dynamic/never-replaced";
import type { Story } from "./report-story";
import { NUMBERS, readNumbers, type ReportNumbers } from "./cloud/stored-report";
import { shortDigest } from "../text/short-digest";

/** What is known of a generation whenever it is declared. */
type Facts = Omit<Release, keyof Story | "heldOut" | "lost">;

interface Inputs extends CommonInputs {
  generation: string;
  bucket: string;
  prefix: string;
  /** Where in the bucket what was predicted of the held-out rows lies. How to find and read it, the engine's own inputs say. */
  resultsPrefix: string;
  /** The engine's name; undefined for Amazon ML, which was the only one once. */
  engine?: string;
  heatMapClasses: number;
  tags: Record<string, string>;
  facts: Facts;
  story: Story;
}

/** What a person looks at before trusting a model: heat map and release report, as files in S3. */
export const Report = dynamicResource<Inputs, { url: string }>("Report", ["url"]);
export type Report = InstanceType<typeof Report>;

type Outputs = Inputs &
  StateRow<"Report"> & {
    url: string;
    files: string[];
    /** Some of them are gone. */
    isDamaged?: boolean;
    /** They could not be written. */
    isUnwritten?: boolean;
  };

/** A report is to look at: what goes wrong with it is told, and the next run tries again. It stops no switch. */
export const lifecycle = neverReplaced<Lifecycle<Inputs, Outputs>>({
  check: (olds, news) =>
    Promise.resolve(checkInputs(olds, news, { generation: isText, bucket: isText, prefix: isText })),

  /** Nothing in the inputs tells that a file is gone, so here `changes` has to. */
  diff: (_, { isDamaged, isUnwritten }) => (isDamaged || isUnwritten ? toBeMended() : noReplacement()),

  create: async (inputs) => ({ id: inputs.generation, outs: await writeOrTell(inputs, []) }),

  update: async (_, { files }, inputs) => ({ outs: await writeOrTell(inputs, files) }),

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
});

// ---

/** @param before the files that there were; those that the report has no more are removed */
async function writeOrTell(inputs: Inputs, before: string[]): Promise<Outputs> {
  const { bucket, prefix, region, generation, row } = inputs;
  const url = `s3://${bucket}/${prefix}`;
  try {
    const client = await s3(inputs);
    const files = await write(client, inputs);
    for (const file of before.filter((file) => !files.includes(file)))
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + file }));
    return jsonClean({ ...inputs, url, files });
  } catch (error) {
    const { message } = explained(error as Error, bucket, region);
    await warn(row, `The report of generation ${shortDigest(generation)} can't be written: ${message}`);
    return jsonClean({ ...inputs, url, files: before, isUnwritten: true });
  }
}

async function write(client: S3Client, inputs: Inputs): Promise<string[]> {
  const { bucket, prefix, heatMapClasses, facts, story, tags } = inputs;
  const numbers = await numbersOf(client, inputs).catch((error: Error) => {
    // What is gone stays gone; with what else went wrong the next run may fare better.
    if (!isGone(error)) throw error;
    return error.message;
  });
  const known = typeof numbers === "string" ? undefined : numbers;
  const { before, gate } = story;
  const release: Release = {
    ...facts,
    classes: unmarkKeys(facts.classes),
    ...story,
    gate: { ...gate, limits: numbersIn(gate.limits) },
    ...(known && { heldOut: known.heldOut }),
    ...(typeof numbers === "string" && { lost: numbers }),
    ...(before && {
      before: { ...before, ...(known?.before && before.incomparable === undefined && { heldOut: known.before }) },
    }),
  };
  const files = [
    ...drawReport(release, heatMapClasses),
    ...(known ? [{ name: NUMBERS, type: "application/json", text: JSON.stringify(known) }] : []),
  ];
  for (const { name, type, text } of files)
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: prefix + name, Body: text, ContentType: type, ...ownObject(tags) }),
    );
  return files.map(({ name }) => name);
}

/** Limits as they are; states of 2026-11 hold them as text, "" for none. */
const numbersIn = (limits: GateLimits): GateLimits =>
  Object.fromEntries(
    Object.entries(limits as Record<string, number | string>).flatMap(([name, limit]) =>
      limit === "" ? [] : [[name, Number(limit)]],
    ),
  );

/**
 * As they were kept, or else from what was predicted; undefined where nothing was.
 * @throws Error when that is gone, or can't be read
 */
async function numbersOf(client: S3Client, inputs: Inputs): Promise<ReportNumbers | undefined> {
  const { bucket, prefix, heatMapClasses, facts, story, row } = inputs;
  const engine = resourcesOf(inputs);
  const source = engine.heldOut.source(inputs);
  if (!source) return undefined;
  const kept = await readNumbers(client, { bucket, prefix });
  if (kept && Object.entries(source).every(([name, value]) => kept[name] === value)) return { ...kept, heatMapClasses };
  await showProgress(row, "reading what was predicted of the held-out rows");
  const heldOut = withNames(await engine.heldOut.read(inputs, bucket, inputs, facts.modelType), facts.states);
  const served = story.before?.prefix ? await readNumbers(client, { bucket, prefix: story.before.prefix }) : undefined;
  return { ...source, heatMapClasses, heldOut, ...(served && { before: served.heldOut }) };
}

/** The states of a binary model by the names that people gave them. */
const withNames = (heldOut: HeldOut, states: Release["states"]): HeldOut =>
  states && heldOut.confusion
    ? { ...heldOut, confusion: { ...heldOut.confusion, labels: [states["0"], states["1"]] } }
    : heldOut;
