import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createGunzip } from "node:zlib";
import { extract, pack } from "tar-stream";
import { predictBoosted, type BoostedTrees } from "../learning/boosted-trees";
import { ModelFileError, readModelFile } from "./model-file";

/** What the image calls its file. */
const FILE = "xgboost-model";

/**
 * The models of a `model.tar.gz`: the image takes every file of it for one, and several for an ensemble.
 * Those whose names begin with a dot are none.
 * @throws ModelFileError when there is none, or one that is not read
 */
export async function readModelArchive(archive: Readable): Promise<BoostedTrees[]> {
  const models: BoostedTrees[] = [];
  const entries = extract();
  const read = async () => {
    for await (const entry of entries) {
      const name = entry.header.name.split("/").at(-1)!;
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      if (entry.header.type === "file" && !name.startsWith(".")) models.push(readModelFile(Buffer.concat(chunks)));
    }
  };
  try {
    await Promise.all([read(), pipeline(archive, createGunzip(), entries)]);
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(`Expected a tar.gz with a model of XGBoost: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (models.length === 0) throw new ModelFileError("Expected a model of XGBoost in the tar.gz, got none");
  if (models.some(({ outputs, objective }) => outputs !== models[0].outputs || objective !== models[0].objective))
    throw new ModelFileError("Expected models of one objective and as many classes in the tar.gz");
  return models;
}

/** Packs a model file as the image does. */
export function writeModelArchive(model: Buffer): Readable {
  const archive = pack();
  archive.entry({ name: FILE, mtime: new Date(0) }, model);
  archive.finalize();
  return Readable.from(archive.pipe(createGzip()) as AsyncIterable<Buffer>);
}

/** What several models predict of a row: the mean, as the image gives it of an ensemble. */
export function predictEnsemble(models: readonly BoostedTrees[], row: Float32Array): Float32Array {
  const [first, ...others] = models.map((model) => predictBoosted(model, row));
  if (others.length === 0) return first;
  return first.map((value, i) => others.reduce((sum, prediction) => sum + prediction[i], value) / models.length);
}
