import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom } from "../../../learning/random";
import type { InstanceOrder, Metrics } from "../../../local-aws/sagemaker/training/instance";
import { LibraryError, xgboostLibrary } from "../../../local-aws/sagemaker/training/library";
import { TrainingFailure, TrainingRun } from "../../../local-aws/sagemaker/training/training-run";
import { readHyperparameters } from "../../../xgboost/hyperparameters";
import { predictEnsemble, readModelArchive, writeModelArchive } from "../../../xgboost/model-archive";
import { makeTemporaryFolder } from "../../temporary-folder";

const folder = makeTemporaryFolder();

/** Rows `label,a,b`, the label 1 where a is greater than b. */
function rows(name: string, count: number, seed: number): string {
  const random = randomFrom(seed);
  const lines = Array.from({ length: count }, () => [random(), random()]).map(([a, b]) => `${a > b ? 1 : 0},${a},${b}`);
  writeFileSync(join(folder, name), lines.join("\n"));
  return join(folder, name);
}

const given = { num_round: "5", objective: "binary:logistic", eval_metric: "auc,f1_macro", seed: "1" };

describe("instances of a training job", function () {
  this.timeout(60_000);
  let order: InstanceOrder;
  before(async () => {
    order = {
      ...{
        library: await xgboostLibrary(),
        plan: readHyperparameters(given),
        contentType: "csv",
        rank: 0,
        instances: 1,
      },
      ...{ train: [rows("train.csv", 400, 1)], validation: [rows("validation.csv", 200, 2)] },
      model: join(folder, "model.ubj"),
    };
  });
  after(() => rmSync(folder, { recursive: true }));
  // Instances are no reason for a process to live on.
  const alive = setInterval(() => undefined, 1000);
  after(() => clearInterval(alive));

  function start(orders: InstanceOrder[]) {
    const [lines, metrics]: [string[], Metrics[]] = [[], []];
    let begin: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const run = new TrainingRun(orders, {
      line: (line) => lines.push(line),
      metrics: (one) => (metrics.push(one), begin()),
    });
    return { run, lines, metrics, begun };
  }
  const refused = (change: Partial<InstanceOrder>) =>
    start([{ ...order, ...change }]).run.ended.then(
      () => assert.fail(),
      (error: Error) => (assert.ok(error instanceof TrainingFailure), error.message),
    );
  const planOf = (change: Record<string, string>) => readHyperparameters({ ...given, ...change });
  /** Of this process alone: others may train on this machine. */
  const instances = () =>
    (
      spawnSync("pgrep", ["-P", String(process.pid), "-f", "training/instance.ts"], { encoding: "utf8" }).stdout.match(
        /\d+/g,
      ) ?? []
    ).map(Number);

  it("learn, say each round what image and XGBoost find, and leave a model that can be read", async () => {
    const { run, lines, metrics } = start([order]);
    assert.equal(await run.ended, true);
    assert.deepEqual(lines.slice(0, 2), ["Train matrix has 400 rows", "Validation matrix has 200 rows"]);
    assert.match(
      lines[6],
      /^\[4\]\ttrain-auc:0\.9\d{4}\tvalidation-auc:0\.9\d{4}\ttrain-f1_macro:0\.\d{5}\tvalidation-f1_macro:/,
    );
    assert.equal(metrics.length, 5);
    const [model] = await readModelArchive(writeModelArchive(readFileSync(order.model)));
    const [high, low] = [
      predictEnsemble([model], Float32Array.of(0.9, 0.1)),
      predictEnsemble([model], Float32Array.of(0.1, 0.9)),
    ];
    assert.ok(high[0] > 0.7 && low[0] < 0.3);
    // The metric of the model is that of what is predicted by it.
    const found = readFileSync(order.validation[0], "utf8")
      .split("\n")
      .map((line) => line.split(",").map(Number));
    const right = found.filter(
      ([label, a, b]) => predictEnsemble([model], Float32Array.of(a, b))[0] > 0.5 === (label === 1),
    );
    assert.ok(Math.abs(right.length / found.length - metrics.at(-1)!["validation-f1_macro"]) < 0.01);
  });

  it("share the rows of several, and are one model then", async () => {
    const [a, b] = [rows("a.csv", 200, 1), rows("b.csv", 200, 3)];
    const orders = [a, b].map((file, rank) => ({ ...order, train: [file], rank, instances: 2 }));
    const { run, lines, metrics } = start(orders);
    assert.equal(await run.ended, true);
    assert.ok(lines.includes("Train matrix has 200 rows") && lines.includes("Distributed node training with 2 hosts"));
    assert.ok(metrics.at(-1)!["validation-auc"] > 0.95);
    assert.deepEqual(instances(), []);
  });

  it("fail together when one is killed, and none stays", async () => {
    const long = planOf({ num_round: "100000" });
    const orders = [0, 1].map((rank) => ({ ...order, plan: long, rank, instances: 2 }));
    const { run, begun } = start(orders);
    await begun;
    const of = instances();
    assert.equal(of.length, 2);
    process.kill(of[1], "SIGKILL");
    // Its fellow may be the first to see it.
    await assert.rejects(run.ended, /AlgorithmError: (an instance ended by itself \(SIGKILL\)|framework error)/);
    assert.deepEqual(instances(), []);
  });

  it("stop when they are told to, with a model only where that was wished", async () => {
    rmSync(order.model, { force: true });
    for (const [wish, hasModel] of [
      ["false", false],
      ["true", true],
    ] as const) {
      const plan = planOf({ num_round: "100000", save_model_on_termination: wish });
      const { run, begun } = start([{ ...order, plan }]);
      await begun;
      run.stop();
      assert.equal(await run.ended, hasModel);
      assert.equal(existsSync(order.model), hasModel);
    }
  });

  it("stop early at the best round, when validation gets no better", async () => {
    const plan = planOf({ num_round: "500", early_stopping_rounds: "3", eval_metric: "auc,logloss" });
    const { run, metrics } = start([{ ...order, plan }]);
    assert.equal(await run.ended, true);
    assert.ok(metrics.length < 500);
    const losses = metrics.map((one) => one["validation-logloss"]);
    const best = losses.indexOf(Math.min(...losses));
    assert.equal(metrics.length, best + 4);
    const [{ trees }] = await readModelArchive(writeModelArchive(readFileSync(order.model)));
    assert.equal(trees.length, best + 1);
  });

  it("weigh rows by the second column where it has weights", async () => {
    const file = join(folder, "weighted.csv");
    // Twenty rows say no, one with a weight of a thousand says yes.
    writeFileSync(file, `${"0,1,5\n".repeat(20)}1,1000,5\n`);
    const plan = readHyperparameters({ ...given, eval_metric: "logloss", csv_weights: "1" });
    await start([{ ...order, plan, train: [file], validation: [] }]).run.ended;
    const models = await readModelArchive(writeModelArchive(readFileSync(order.model)));
    assert.equal(models[0].features, 1);
    assert.ok(predictEnsemble(models, Float32Array.of(5))[0] > 0.9);
  });

  it("read libsvm", async () => {
    const file = join(folder, "train.libsvm");
    writeFileSync(file, Array.from({ length: 100 }, (_, i) => `${i % 2} 1:${i % 2} 3:2`).join("\n"));
    const { run, lines } = start([{ ...order, contentType: "libsvm", train: [file], validation: [] }]);
    assert.equal(await run.ended, true);
    assert.equal(lines[0], "Train matrix has 100 rows");
  });

  it("fail in the image's words", async () => {
    const file = (name: string, text: string) => (writeFileSync(join(folder, name), text), [join(folder, name)]);
    assert.match(
      await refused({
        plan: planOf({ objective: "multi:softprob", num_class: "2", eval_metric: "mlogloss" }),
        train: file("l", "5,1\n0,2\n"),
        validation: [],
      }),
      /UserError: .*label must be in \[0, num_class\)/,
    );
    assert.match(await refused({ train: [] }), /UserError: No data in training channel path/);
    assert.match(await refused({ train: file("e", "\n1,2\n") }), /UserError: Could not determine delimiter on line/);
    assert.match(
      await refused({ train: file("i", "1,inf\n0,2\n"), validation: [] }),
      /UserError: .*Input data contains `inf`/s,
    );
    assert.match(
      await refused({ library: "/none.so" }),
      /AlgorithmError: XGB train call failed .*\n.*Failed to load shared library/,
    );
    assert.deepEqual(instances(), []);
  });
});

describe("the library of XGBoost", () => {
  it("is the one that LIBXGBOOST names", async () => {
    assert.equal(await xgboostLibrary({ LIBXGBOOST: __filename }), __filename);
    await assert.rejects(xgboostLibrary({ LIBXGBOOST: "/none" }), LibraryError);
  });

  it("is fetched whole, once, into the cache of its user", async function () {
    this.timeout(60_000);
    const XDG_CACHE_HOME = makeTemporaryFolder();
    const [one, other] = await Promise.all([xgboostLibrary({ XDG_CACHE_HOME }), xgboostLibrary({ XDG_CACHE_HOME })]);
    assert.equal(one, other);
    assert.ok(existsSync(one));
    rmSync(XDG_CACHE_HOME, { recursive: true });
  });
});
