import { readFile } from "node:fs/promises";
import { Model, type ModelDescription } from "../../learning/model";
import { writeDurably } from "../process/durable-map";

/** "MLM" and the version of the format. */
const MAGIC = Buffer.from("MLM1");

/** A model on disk: magic, length (uint32 LE) and JSON of the description, weights as float32 LE at a multiple of 4. */
export async function writeModel(file: string, model: Model): Promise<void> {
  const json = JSON.stringify(model.description);
  const description = Buffer.from(json.padEnd(json.length + (4 - (Buffer.byteLength(json) % 4))));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(description.length);
  const { buffer, byteOffset, byteLength } = model.weights;
  await writeDurably(file, Buffer.concat([MAGIC, length, description, Buffer.from(buffer, byteOffset, byteLength)]));
}

/** @throws Error when the file is not a model of this version */
export async function readModel(file: string): Promise<Model> {
  const bytes = await readFile(file);
  const magic = bytes.subarray(0, 4);
  if (!magic.equals(MAGIC))
    throw new Error(
      `Expected a model file that begins with ${MAGIC.toString()}, got ${JSON.stringify(magic.toString("latin1"))} in ${file}`,
    );
  const end = 8 + bytes.readUInt32LE(4);
  const description = JSON.parse(bytes.toString("utf8", 8, end)) as ModelDescription;
  // A copy, because a Buffer's own memory need not begin at a multiple of 4.
  const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length));
  return new Model(description, weights);
}
