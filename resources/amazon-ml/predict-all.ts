import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Upload } from "@aws-sdk/lib-storage";
import { idPrefixes } from "../../plan/engines/amazon-ml/ids";
import { folders, idOf } from "../../plan/identity";
import { s3 } from "../cloud/clients";
import { deleteObjects } from "../cloud/delete-objects";
import { ownObject } from "../cloud/own-object";
import type { InitError } from "../dynamic/lifecycle";
import type { EngineResources } from "../engine-resources";
import { predictionsOfRows } from "./batch-prediction";
import { batchResults } from "./batch-results";
import { lifecycle as dataSource } from "./data-source";
import { predicted } from "./held-out";

const TIMEOUT_MINUTES = 24 * 60;

/**
 * Predicts rows of features in one batch prediction: they go to S3, and what was made of them goes away again. What a
 * run that was killed has left, the next one of the same rows takes up, and removes.
 */
export const predictAll: EngineResources["predictAll"] = async function* (place, bucket, { modelId, ...rows }) {
  const { file, digest, schema, type } = rows;
  // A stack's ids carry its key, and so do those that its policies speak of.
  const [, stack] = modelId.split("-");
  const prefix = `${folders.uploads}/${stack}/predict/${digest}/`;
  const results = `${folders.predictions}/${stack}/predict/${digest}/`;
  const id = (kind: string) => idOf(kind, stack, digest);
  const facts = { dataset: digest, upload: digest, splitIdentity: "", side: "evaluation" as const, split: "" };
  const dataSourceId = id(idPrefixes.DataSource.evaluation);
  const common = { ...place, row: "", tags: {}, timeoutMinutes: TIMEOUT_MINUTES, bucket };
  const client = await s3(place);
  const key = `${prefix}rows.csv`;
  // The newest first: what was made goes again, whatever comes between.
  const undo: (() => Promise<unknown>)[] = [() => deleteObjects(place, bucket, prefix)];
  try {
    const Body = createReadStream(file, { highWaterMark: 1 << 20 });
    const { size: ContentLength } = await stat(file);
    const kept = ownObject({ purpose: "predict" });
    await new Upload({ client, params: { Bucket: bucket, Key: key, Body, ContentLength, ...kept } }).done();
    const source = await made(dataSource, undo, { ...common, ...facts, key, schema, dataSourceId });
    undo.unshift(() => deleteObjects(place, bucket, results));
    const { batchPredictionId } = await made(predictionsOfRows, undo, {
      ...common,
      ...{ generation: "", modelId, dataSourceId: source.dataSourceId, prefix: results },
      batchPredictionId: id(idPrefixes.BatchPrediction),
    });
    for await (const lines of batchResults(client, bucket, results, batchPredictionId)) {
      let header: string[] | undefined;
      for await (const cells of lines) {
        if (!header) header = cells;
        else yield { classes: header, ...(isAnswer(cells, header) && { predicted: predicted(type, cells) }) };
      }
    }
  } finally {
    for (const step of undo)
      await step().catch(({ message }: Error) =>
        console.error(`Something of it is left in s3://${bucket}/${prefix} or ${results}: ${message}`),
      );
  }
};

// ---

/** A row that could not be read is a blank line. */
const isAnswer = (cells: string[], header: string[]): boolean =>
  cells.length === header.length && !(cells.length === 1 && cells[0] === "");

interface Making<Inputs, Outs> {
  create(inputs: Inputs): Promise<{ id: string; outs: Outs }>;
  delete(id: string, outs: Outs): Promise<void>;
}

/** Makes an entity, and sees to it that it goes again: also one that was made and FAILED. */
async function made<Inputs, Outs>(
  kind: Making<Inputs, Outs>,
  undo: (() => Promise<unknown>)[],
  inputs: Inputs,
): Promise<Outs> {
  try {
    const { id, outs } = await kind.create(inputs);
    undo.unshift(() => kind.delete(id, outs));
    return outs;
  } catch (error) {
    const { id, properties } = error as Partial<InitError>;
    if (id !== undefined && properties) undo.unshift(() => kind.delete(id, properties as Outs));
    throw error;
  }
}
