import { appendFileSync, writeFileSync } from "node:fs";
import type { ModelType } from "../../learning/loss";
import type { Tuning } from "../../learning/tune";
import { count } from "../../text/numbers";

/** What a job did, for who asks why: a line each, with its time. LogUri leads to it. */
export class JobLog {
  /** Begins it anew. */
  constructor(private readonly file: string) {
    writeFileSync(file, "");
  }

  add(text: string): void {
    const time = new Date().toISOString();
    appendFileSync(this.file, text.replace(/^(?=.)/gm, `${time} `) + "\n");
  }

  data(files: string[], bytes: number): void {
    this.add(`data: ${count(bytes)} bytes in ${files.join(", ")}`);
  }

  training(type: ModelType, parameters: Record<string, string>): void {
    const listed = Object.entries(parameters).map(([name, value]) => `  ${name} = ${value}`);
    this.add([`a ${type} model, by stochastic gradient descent`, ...listed].join("\n"));
  }

  tried({ recipe, rate, l2, loss, isBest }: Tuning & { loss: number; isBest: boolean }): void {
    const outputs = recipe
      .replace(/^[^]*"outputs"\s*:/, "")
      .replace(/\s+/g, " ")
      .replace(/\}\s*$/, "")
      .trim();
    this.add(
      `tried ${isBest ? "and taken" : "         "}: loss ${loss.toFixed(5)} on rows held back, rate ${rate}, L2 ${l2}, outputs ${outputs}`,
    );
  }

  passed({ rate, pass, passes, loss }: { rate: number; pass: number; passes: number; loss: number }): void {
    this.add(`pass ${pass} of ${passes}: loss ${loss.toFixed(5)}, rate ${rate}`);
  }
}
