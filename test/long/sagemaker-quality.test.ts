import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { insuranceRows } from "../../bench/insurance-numbers";
import { jobRequest, TestSageMaker } from "../local-aws/sagemaker/sagemaker";
import { makeTemporaryFolder } from "../temporary-folder";
import { VirtualEnvironment } from "../virtual-environment";

const run = promisify(execFile);
const DIGITS = 23;
const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b) / numbers.length;

/** A number's length, its value, and its digits, of 36. */
function featuresOf(number: string): string[] {
  const value = [...number].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n);
  const digits = Array.from({ length: DIGITS }, (_, i) => (i < number.length ? String(parseInt(number[i], 36)) : ""));
  return [String(number.length), String(value), ...digits];
}

/** Learns well enough: what the image is known to reach on these rows, with some room. */
describe("models of SageMaker's XGBoost", function () {
  this.timeout(10 * 60_000);
  const aws = new TestSageMaker();
  const folder = makeTemporaryFolder();
  before(() => aws.start());
  after(async () => {
    await aws.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts insurance numbers, about seven in ten to learn from, in two files a channel. */
  async function putInsurance(count: number, prefix: string): Promise<void> {
    const classes = new Map<string, number>();
    const parts: Record<string, string[]> = { train: [], validation: [] };
    for (const [number, policy] of insuranceRows(count)) {
      const label = classes.get(policy) ?? classes.set(policy, classes.size).get(policy)!;
      const isHeldOut = createHash("sha256").update(number).digest()[0] >= 0.7 * 256;
      parts[isHeldOut ? "validation" : "train"].push([label, ...featuresOf(number)].join(","));
    }
    for (const [channel, rows] of Object.entries(parts))
      for (const half of [0, 1])
        await aws.putText("data", `${prefix}/${channel}/${half}.csv`, rows.filter((_, i) => i % 2 === half).join("\n"));
  }

  async function metricOf(
    name: string,
    prefix: string,
    metric: string,
    parameters: object,
    instances = 1,
  ): Promise<number> {
    const { HyperParameters: _, ...request } = jobRequest(name);
    const InputDataConfig = request.InputDataConfig!.map((channel, i) => ({
      ...channel,
      DataSource: {
        S3DataSource: {
          ...{ S3DataType: "S3Prefix" as const, S3Uri: `s3://data/${prefix}/${channel.ChannelName}/` },
          // Rows to learn from are dealt, those to judge by are the same everywhere.
          S3DataDistributionType: instances > 1 && i === 0 ? ("ShardedByS3Key" as const) : ("FullyReplicated" as const),
        },
      },
    }));
    const ResourceConfig = { ...request.ResourceConfig!, InstanceCount: instances };
    await aws.train(name, {
      ...request,
      InputDataConfig,
      ResourceConfig,
      HyperParameters: { num_round: "20", ...parameters },
    });
    const job = await aws.job(name);
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    return job.FinalMetricDataList!.find(({ MetricName }) => MetricName === `validation:${metric}`)!.Value!;
  }

  const policies = { objective: "multi:softprob", num_class: "100", eval_metric: "f1_macro", tree_method: "hist" };

  it("19,300 insurance numbers: macro F1 of at least .73, and on two instances the same within .005", async () => {
    await putInsurance(19_300, "small");
    const one = await metricOf("one", "small", "f1_macro", { ...policies, max_delta_step: "5" });
    assert.ok(one >= 0.73, String(one));
    const two = await metricOf("two", "small", "f1_macro", { ...policies, max_delta_step: "5" }, 2);
    assert.ok(Math.abs(one - two) <= 0.005, `${one}, ${two}`);
  });

  it("100,000 insurance numbers: at least .75 with max_delta_step 5, and the trap without it", async () => {
    await putInsurance(100_000, "large");
    const held = await metricOf("held", "large", "f1_macro", { ...policies, max_delta_step: "5" });
    assert.ok(held >= 0.75, String(held));
    const free = await metricOf("free", "large", "f1_macro", { ...policies, max_delta_step: "0" });
    assert.ok(free <= 0.2, String(free));
  });

  it("breast cancer: AUC of at least .98; diabetes: RMSE of at most .76 of the mean's; by four folds", async () => {
    const python = new VirtualEnvironment();
    try {
      await python.install("scikit-learn", "numpy");
      await run(python.python, [join(__dirname, "sagemaker-quality.py"), folder]);
    } finally {
      python.remove();
    }
    const [aucs, shares]: [number[], number[]] = [[], []];
    for (const fold of [0, 1, 2, 3]) {
      const textOf = (set: string, part: string) => readFileSync(join(folder, `${set}-${fold}-${part}.csv`), "utf8");
      for (const set of ["breast-cancer", "diabetes"])
        for (const part of ["train", "validation"])
          await aws.putText("data", `${set}-${fold}/${part}/a.csv`, textOf(set, part));
      const logistic = { objective: "binary:logistic", eval_metric: "auc" };
      aucs.push(await metricOf(`cancer-${fold}`, `breast-cancer-${fold}`, "auc", logistic));
      const rmse = await metricOf(`diabetes-${fold}`, `diabetes-${fold}`, "rmse", {
        ...{ objective: "reg:squarederror", eval_metric: "rmse", max_depth: "2", eta: "0.05", num_round: "100" },
        ...{ subsample: "0.5", colsample_bytree: "0.5", min_child_weight: "5", seed: "1" },
      });
      const labels = (part: string) =>
        textOf("diabetes", part)
          .trim()
          .split("\n")
          .map((line) => Number(line.split(",")[0]));
      const middle = mean(labels("train"));
      shares.push(rmse / Math.sqrt(mean(labels("validation").map((label) => (label - middle) ** 2))));
    }
    assert.ok(mean(aucs) >= 0.98, String(aucs));
    assert.ok(mean(shares) <= 0.76, String(shares));
  });
});
