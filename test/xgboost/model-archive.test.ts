import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { extract, pack } from "tar-stream";
import { predictEnsemble, readModelArchive, writeModelArchive } from "../../xgboost/model-archive";
import { ModelFileError, readModelFile } from "../../xgboost/model-file";
import { randomFrom } from "../../learning/random";

const folder = join(__dirname, "models");
const bytesOf = (name: string) => readFileSync(join(folder, `${name}.tar.gz`));
const read = (bytes: Buffer) => readModelArchive(Readable.from([bytes]));

interface Expected {
  rows: (number | null)[][];
  predictions: number[][];
}
const expectedOf = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Expected;
const rowOf = (cells: (number | null)[]) => Float32Array.from(cells, (cell) => cell ?? NaN);

/** The file in an archive. */
async function fileIn(archive: Buffer): Promise<Buffer> {
  const entries = extract();
  entries.end(gunzipSync(archive));
  for await (const entry of entries) return buffer(entry);
  return assert.fail();
}

async function archiveOf(files: Record<string, Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, file] of Object.entries(files)) archive.entry({ name }, file);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** The greatest difference to XGBoost, relative where numbers are above 1. */
async function difference(name: string, change = (cells: (number | null)[]) => cells): Promise<number> {
  const models = await read(bytesOf(name));
  const { rows, predictions } = expectedOf(name);
  const apart = rows.flatMap((row, i) => {
    const prediction = predictEnsemble(models, rowOf(change(row)));
    assert.equal(prediction.length, predictions[i].length);
    return predictions[i].map((value, j) => Math.abs(prediction[j] - value) / Math.max(1, Math.abs(value)));
  });
  return Math.max(...apart);
}

describe("a model of XGBoost", () => {
  const names = readdirSync(folder).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);

  it("is there of several objectives, and of two versions", () => assert.equal(names.length, 7));

  for (const name of names)
    it(`predicts what Python's XGBoost does: ${name}`, async () => assert.ok((await difference(name)) < 2e-7));

  it("takes columns that a row has not for missing", async () => {
    const [model] = await read(bytesOf("squarederror"));
    const short = predictEnsemble([model], Float32Array.of(1));
    assert.deepEqual(short, predictEnsemble([model], Float32Array.of(1, NaN, NaN, NaN, NaN)));
    assert.notDeepEqual(short, predictEnsemble([model], Float32Array.of(1, 0, 0, 3, 0)));
  });

  it("is packed as the image does it, and read again", async () => {
    const file = await fileIn(bytesOf("softprob"));
    const packed = await buffer(writeModelArchive(file));
    assert.deepEqual(await fileIn(packed), file);
    assert.deepEqual(await read(packed), await read(bytesOf("softprob")));
  });

  it("is one of an ensemble where an archive has several, files with a dot left out", async () => {
    const [a, b] = await Promise.all(["softprob", "softprob-newest"].map((name) => fileIn(bytesOf(name))));
    const models = await read(await archiveOf({ a, "model/b": b, ".c": Buffer.from("x") }));
    const row = rowOf(expectedOf("softprob").rows[0]);
    const [one, other] = models.map((model) => predictEnsemble([model], row)[0]);
    assert.ok(Math.abs(predictEnsemble(models, row)[0] - (one + other) / 2) < 1e-7);
  });

  it("is refused in words when it is something else", async () => {
    const model = await fileIn(bytesOf("logistic"));
    for (const [archive, message] of [
      [Buffer.from("no gzip"), /Expected a tar\.gz with a model/],
      [gzipSync(Buffer.alloc(1024)), /got none/],
      [await archiveOf({ model: Buffer.from("{}") }), /at 'version' in a model/],
      [await archiveOf({ model: Buffer.from("pickle") }), /got something else: Expected a value at byte 1/],
      [await archiveOf({ model: model.subarray(0, -9) }), /got something else: .* more bytes at byte/],
      [await archiveOf({ a: model, b: await fileIn(bytesOf("softprob")) }), /of one objective/],
      [bytesOf("logistic").subarray(0, 300), /Expected a tar\.gz with a model/],
    ] as const)
      await assert.rejects(read(archive), (error: Error) => {
        assert.ok(error instanceof ModelFileError);
        return assert.match(error.message, message) === undefined;
      });
  });

  const changed = (from: string, to: string, model: Buffer) => {
    const at = model.indexOf(from);
    assert.ok(at > 0 && from.length === to.length);
    return Buffer.concat([model.subarray(0, at), Buffer.from(to, "latin1"), model.subarray(at + from.length)]);
  };

  for (const [what, from, to, message] of [
    ["another booster", "\x06gbtree", "\x06gblin!", /booster gbtree at 'learner.gradient_booster.name'/],
    [
      "an objective that nobody knows",
      "binary:logistic",
      "binary:logistix",
      /objective that is known at 'learner.objective.name'/,
    ],
    ["a version to come", "\x03i\0i\x05", "\x09i\0i\x05", /version of 1, 2, 3 at 'version.0'/],
  ] as const)
    it(`is refused with ${what}`, async () => {
      const file = changed(from, to, await fileIn(bytesOf("logistic")));
      assert.throws(() => readModelFile(file), { message });
    });

  it("never makes the reader hang or fail in another way, however it was spoilt", async () => {
    const model = await fileIn(bytesOf("logistic"));
    const random = randomFrom(1);
    const row = Float32Array.of(0, 1, NaN, 3, 4);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const spoilt = Buffer.from(model);
      for (let j = 0; j <= random() * 3; j++) spoilt[Math.floor(random() * spoilt.length)] = Math.floor(random() * 256);
      try {
        predictEnsemble([readModelFile(spoilt)], row);
      } catch (error) {
        assert.ok(error instanceof ModelFileError, error as Error);
        refused++;
      }
    }
    assert.ok(refused > 300);
  });
});
