import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Upload } from "@aws-sdk/lib-storage";
import { idPrefixes } from "../../plan/engines/amazon-ml/ids";
import { folders, idOf } from "../../plan/identity";
import { s3 } from "../cloud/clients";
import { deleteObjects } from "../cloud/delete-objects";
import { ownObject } from "../cloud/own-object";
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
  const common = { ...place, row: "", tags: {}, timeoutMinutes: TIMEOUT_MINUTES, bucket };
  const client = await s3(place);
  const key = `${prefix}rows.csv`;
  const Body = createReadStream(file, { highWaterMark: 1 << 20 });
  const { size: ContentLength } = await stat(file);
  await new Upload({
    client,
    params: { Bucket: bucket, Key: key, Body, ContentLength, ...ownObject({ purpose: "predict" }) },
  }).done();
  const id = (kind: string) => idOf(kind, stack, digest);
  const facts = { dataset: digest, upload: digest, splitIdentity: "", side: "evaluation" as const, split: "" };
  const dataSourceId = id(idPrefixes.DataSource.evaluation);
  // The newest first: what was made goes again, also when whoever reads the answers goes on without the last ones.
  const undo: (() => Promise<void>)[] = [() => deleteObjects(place, bucket, prefix)];
  try {
    const source = await dataSource.create({ ...common, ...facts, key, schema, dataSourceId });
    undo.unshift(() => dataSource.delete(source.id, source.outs));
    const batch = await predictionsOfRows.create({
      ...common,
      ...{ generation: "", modelId, dataSourceId: source.outs.dataSourceId, prefix: results },
      batchPredictionId: id(idPrefixes.BatchPrediction),
    });
    undo.unshift(() => predictionsOfRows.delete(batch.id, batch.outs));
    undo.unshift(() => deleteObjects(place, bucket, results));
    for await (const lines of batchResults(client, bucket, results, batch.outs.batchPredictionId)) {
      let header: string[] | undefined;
      for await (const cells of lines) {
        if (!header) header = cells;
        else yield { classes: header, ...(cells.length === header.length && { predicted: predicted(type, cells) }) };
      }
    }
  } finally {
    for (const step of undo) await step();
  }
};
