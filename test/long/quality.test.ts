import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { glob } from "tinyglobby";
import type { Attribute } from "../../learning/attribute";
import { evaluate } from "../../learning/evaluate";
import type { ModelType } from "../../learning/loss";
import { moments } from "../../learning/moments";
import { passesFor } from "../../learning/passes";
import { randomFrom } from "../../learning/random";
import { trainModel } from "../../learning/train-model";
import { makeTemporaryFolder } from "../temporary-folder";
import { VirtualEnvironment } from "../virtual-environment";

const run = promisify(execFile);

/** Models of data that others know, learned as the service learns with no recipe given. */
describe("models are as good as they have to be", function () {
  this.timeout(10 * 60_000);
  const folder = makeTemporaryFolder();
  const python = new VirtualEnvironment();
  let reached: { spam: number };

  before(async () => {
    await python.install("scikit-learn==1.7.2", "rdata==1.1.0");
    // Its files can be read without R.
    await run("apt-get", ["download", "-qq", "r-cran-mlbench"], { cwd: folder });
    const [package_] = await glob("r-cran-mlbench_*.deb", { cwd: folder });
    await run("dpkg-deb", ["-x", package_, "mlbench"], { cwd: folder });
    const data = join(folder, "mlbench", "usr", "lib", "R", "site-library", "mlbench", "data");
    const { stdout } = await run(python.python, [join(__dirname, "quality.py"), folder, data]);
    reached = JSON.parse(stdout) as { spam: number };
  });
  after(() => {
    python.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Task {
    type: ModelType;
    input?: Attribute["type"];
    recipe?: string;
  }

  /** The mean of the metric on each fourth of the rows, learned from the others; a number's as a share of the mean's. */
  function metricOf(file: string, { type, input = "NUMERIC", recipe }: Task): number {
    const [header, ...rows]: string[][] = parse(readFileSync(file));
    const target = ({ BINARY: "BINARY", MULTICLASS: "CATEGORICAL", REGRESSION: "NUMERIC" } as const)[type];
    const attributes = header.map((name, i): Attribute => ({ name, type: i === 0 ? target : input }));
    const found = [0, 1, 2, 3].map((fold) => {
      const [train, held] = [false, true].map((isHeld) => rows.filter((_, i) => (i % 4 === fold) === isHeld));
      const { model } = trainModel(train, {
        ...{ type, attributes, target: 0, isInput: (index) => index > 0, shuffle: true, recipe },
        ...{ passes: passesFor(train.length), random: randomFrom(1), maxModelSizeInBytes: 100 << 20 },
      });
      const { value } = evaluate(model, held, 0);
      return type === "REGRESSION" ? value / moments(held.map(([number]) => Number(number))).deviation : value;
    });
    return moments(found).mean;
  }

  for (const [name, least] of [
    ["digits", 0.94],
    ["wine", 0.95],
    ["letters", 0.85],
    ["vowel", 0.7],
  ] as const)
    it(`${name}: macro F1 of at least ${least}`, () => {
      const value = metricOf(join(folder, `${name}.csv`), { type: "MULTICLASS" });
      assert.ok(value >= least, String(value));
    });

  it("satellite images: macro F1 of at least .85", () => {
    const value = metricOf(join("data", "satellite.csv"), { type: "MULTICLASS" });
    assert.ok(value >= 0.85, String(value));
  });

  it("breast cancer: AUC of at least .99", () => {
    const value = metricOf(join(folder, "cancer.csv"), { type: "BINARY" });
    assert.ok(value >= 0.99, String(value));
  });

  it("diabetes: RMSE of at most .78 of the mean's", () => {
    const value = metricOf(join(folder, "diabetes.csv"), { type: "REGRESSION" });
    assert.ok(value <= 0.78, String(value));
  });

  it("5,000 short messages by pairs of words: the AUC of scikit-learn within .01", () => {
    const recipe = JSON.stringify({ outputs: ["ngram(lowercase(no_punct(text)), 2)"] });
    const value = metricOf(join(folder, "spam.csv"), { type: "BINARY", input: "TEXT", recipe });
    assert.ok(value > reached.spam - 0.01, `${value} against ${reached.spam}`);
  });
});
