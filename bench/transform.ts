import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sha256 } from "../features/digest";
import { writeInsuranceRows } from "./insurance-numbers";
import { measure, median, type Usage } from "./measure";

const ROUNDS = 3;
const [MANY, FEW] = [1_000_000, 10_000];

/** `ml:transform` against Python's csv module, in turns, as whole processes that have to write the same bytes. */
export async function benchTransform(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ml-learn-bench-"));
  try {
    const files = { many: join(folder, "many.csv"), few: join(folder, "few.csv") };
    await writeInsuranceRows(files.many, MANY);
    await writeInsuranceRows(files.few, FEW);
    const ours = (file: string) => {
      // The features that are there would be taken for what they are.
      rmSync(join(folder, "build"), { recursive: true, force: true });
      const script = resolve(__dirname, "..", "scripts", "ml.ts");
      return measure([process.execPath, "--require", require.resolve("tsx/cjs"), script, "transform", file], folder);
    };
    const python = (file: string, ...options: string[]) =>
      measure(["python3", join(__dirname, "transform.py"), file, join(folder, "python.csv"), ...options], folder);

    // Not counted: it fills tsx's cache.
    ours(files.few);
    const runs = { ours: [] as Usage[], few: [] as Usage[], python: [] as Usage[], profiled: [] as Usage[] };
    for (let round = 0; round < ROUNDS; round++) {
      runs.python.push(python(files.many));
      runs.ours.push(ours(files.many));
      runs.profiled.push(python(files.many, "--profile"));
      compareResults(folder, runs.ours[round].output, runs.python[round].output);
      runs.few.push(ours(files.few));
    }
    return report(runs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// ---

function compareResults(folder: string, ours: string, python: string): void {
  const [, digest] = /digest ([0-9a-f]{64})/.exec(ours)!;
  if (digest !== python) throw new Error(`Expected the digest that Python finds, ${python}, got ${digest}`);
  const bytes = (file: string) => sha256(readFileSync(join(folder, file), "latin1"));
  if (bytes("build/features.csv") !== bytes("python.csv"))
    throw new Error("Expected the bytes that Python writes, got others");
}

function report(runs: Record<"ours" | "few" | "python" | "profiled", Usage[]>): string {
  const cpu = (usages: Usage[]) => median(usages.map((usage) => usage.cpu));
  const memory = (usages: Usage[]) => median(usages.map((usage) => usage.memory)) / 1e6;
  const ratios = (others: Usage[]) => runs.ours.map((usage, i) => usage.cpu / others[i].cpu);
  const row = (name: string, usages: Usage[], rows: number) =>
    `| ${name} | ${cpu(usages).toFixed(2)} | ${Math.round(rows / cpu(usages) / 1000)}k | ${memory(usages).toFixed(0)} |`;
  return [
    "| program | CPU s | rows / CPU s | peak memory, MB |",
    "| --- | --- | --- | --- |",
    row("ml:transform, 1,000,000 rows", runs.ours, MANY),
    row("Python csv: features, digest", runs.python, MANY),
    row("Python csv: also classes, profile", runs.profiled, MANY),
    row("ml:transform, 10,000 rows", runs.few, FEW),
    "",
    `CPU against Python's features and digest: ${median(ratios(runs.python)).toFixed(2)} (bar 1.5); with the profile: ${median(ratios(runs.profiled)).toFixed(2)}.`,
    `Peak memory against 10,000 rows: ${(memory(runs.ours) / memory(runs.few)).toFixed(2)} (bar 1.8); ${memory(runs.ours).toFixed(0)} MB (bar 150).`,
  ].join("\n");
}
