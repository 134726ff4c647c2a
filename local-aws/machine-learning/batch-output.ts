import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { stringify } from "csv-stringify/sync";
import { parseBinary } from "../../learning/attribute";
import type { Model } from "../../learning/model";

/** Which columns stand before the scores: those that the batch data have. */
export interface BatchColumns {
  rowId?: number;
  target?: number;
}

/** A batch prediction's lines, header first (Developer Guide, "Interpreting the Contents of Batch Prediction Files"). */
export class BatchOutput {
  /** @param scoreThreshold from this probability of 1 on, the best answer of a binary model is 1 */
  constructor(
    private readonly model: Model,
    private readonly columns: BatchColumns,
    private readonly scoreThreshold: number,
  ) {}

  header(): string {
    const { type, labels } = this.model.description;
    const scores = { BINARY: ["bestAnswer", "score"], REGRESSION: ["score"], MULTICLASS: labels }[type];
    const { rowId, target } = this.columns;
    return line([...(rowId === undefined ? [] : ["tag"]), ...(target === undefined ? [] : ["trueLabel"]), ...scores]);
  }

  /**
   * @param cells of the row, in the order of the batch data
   * @param scores what the model says of it
   */
  line(cells: string[], scores: Float32Array): string {
    const { type } = this.model.description;
    const { rowId, target } = this.columns;
    const texts: string[] = [];
    if (rowId !== undefined) texts.push(cells[rowId]);
    if (target !== undefined) texts.push(type === "BINARY" ? binaryLabel(cells[target]) : cells[target]);
    if (type === "BINARY") texts.push(scores[0] >= this.scoreThreshold ? "1" : "0");
    return line([...texts, ...Array.from(scores, scientific)]);
  }
}

export class GzipFile {
  private readonly gzip = createGzip();
  private readonly written: Promise<void>;
  private lines: string[] = [];

  constructor(path: string) {
    this.written = pipeline(this.gzip, createWriteStream(path));
    // Told by `end`.
    this.written.catch(() => undefined);
  }

  async add(line: string): Promise<void> {
    if (this.lines.push(line) === LINES_A_WRITE) await this.flush();
  }

  async end(): Promise<void> {
    await this.flush();
    this.gzip.end();
    await Promise.all([this.written, finished(this.gzip)]);
  }

  private async flush(): Promise<void> {
    const text = this.lines.map((line) => line + "\n").join("");
    this.lines = [];
    if (!this.gzip.write(text)) await once(this.gzip, "drain");
  }
}

// ---

const LINES_A_WRITE = 1000;

/** At most 6 decimals without zeros at their end, an exponent without padding and plus: `1.945252E-5`, `3E-1`, `0E0`. */
export function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential(6).split("e");
  return `${mantissa.replace(/\.?0+$/, "")}E${Number(exponent)}`;
}

/** "0" or "1" whatever it is spelt; empty when it is neither. */
function binaryLabel(cell: string): string {
  const value = parseBinary(cell);
  return Number.isNaN(value) ? "" : String(value);
}

function line(cells: string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? stringify([[cell]]).slice(0, -1) : cell)).join(",");
}
