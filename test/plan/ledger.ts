import type { Manifest } from "../../features/manifest";
import { engineOf } from "../../plan/engines/engines";
import type { Ledger, PastGeneration } from "../../plan/ledger";

/** A digest that begins with a word of hexadecimal digits, to be told from others at a glance. */
export const digestOf = (name: string): string => name.padEnd(64, "0");

export const schemaOf = (...columns: [name: string, type: string][]): string =>
  JSON.stringify({
    rowId: null,
    attributes: columns.map(([attributeName, attributeType]) => ({ attributeName, attributeType })),
  });

export const schema = schemaOf(["policy", "CATEGORICAL"], ["length", "NUMERIC"]);
export const split = (percent: number, randomSeed = "s"): string =>
  JSON.stringify({ splitting: { percentEnd: percent, strategyParams: { randomSeed } } });
export const parameters = { "sgd.maxPasses": "20" };

/** A whole generation that answers, and what it was made of, of a day in November 2026. */
export function past(name: string, day: number, changes: Partial<PastGeneration> = {}): PastGeneration {
  const created = `2026-11-${String(day).padStart(2, "0")}T10:00:00.000Z`;
  const generation: PastGeneration = {
    engine: "amazon-ml",
    digest: digestOf(name),
    dataset: digestOf(`da${name}`),
    modelId: `ml-${name}`,
    definition: "insurance-number",
    approvedBy: "",
    examples: [],
    modelType: "MULTICLASS",
    recipe: "",
    parameters,
    created,
    isTrained: true,
    quality: { metric: "MulticlassAvgFScore", value: 0.671 },
    isPredicted: true,
    isReleased: true,
    endpoint: { url: "http://127.0.0.1:1", mounted: created },
    ...changes,
  };
  const dataset = { digest: generation.dataset, upload: "", schema, splitIdentity: "", parts: whole };
  const missing = engineOf(generation).whatIsMissing(generation, dataset, true);
  return { ...generation, ...(missing !== undefined && { missing }) };
}

const whole = { training: true, evaluation: true };

/** Of these generations, the newest first; each with a data set and an upload of its own. */
export function ledgerOf(generations: PastGeneration[], serving?: string): Ledger {
  const uploadOf = ({ digest }: PastGeneration) => digestOf(`f${digest.slice(0, 6)}`);
  return {
    generations,
    uploads: new Map(
      generations.map((generation) => [
        uploadOf(generation),
        {
          digest: uploadOf(generation),
          features: uploadOf(generation),
          cloud: "local",
          region: "us-east-1",
          bucket: "bucket",
          keys: { "features.csv": "key" },
          target: "policy",
          rows: 1000,
          classes: { AETNA: 600, UMR: 400 },
          profile: [],
        },
      ]),
    ),
    datasets: new Map(
      generations.map((generation) => [
        generation.dataset,
        {
          digest: generation.dataset,
          upload: uploadOf(generation),
          schema,
          splitIdentity: split(70),
          parts: whole,
        },
      ]),
    ),
    ...(serving !== undefined && { serving: digestOf(serving) }),
    servedSince: {},
    history: [],
    remains: [],
  };
}

/** The features at hand. */
export function featuresOf(changes: Partial<Manifest> = {}): Manifest {
  return {
    digest: digestOf("fee1"),
    digestParts: { header: "", rows: "", sum: "" },
    rows: 1000,
    classes: { AETNA: 600, UMR: 400 },
    columns: ["policy", "length"],
    profile: [],
    schema,
    rare: { classes: 0, rows: 0 },
    unlabelled: 0,
    delimiters: [","],
    lookAlikes: [],
    equalRows: 0,
    ambiguous: { features: 0, rows: 0 },
    holdOut: { strategy: "random" },
    files: { "features.csv": { rows: 1000, sizeInBytes: 1_400_000, sha256: "" } },
    madeFrom: "",
    ...changes,
  };
}
