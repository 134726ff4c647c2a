import { engines } from "./engines/engines";
import type { Ledger, PastGeneration } from "./ledger";
import { unmarkKeys } from "./marked-keys";
import { rowsOf, type StateRows } from "./state";

/**
 * Reads the ledger.
 * @throws Error when the state holds something else than our resources leave
 */
export function readLedger(rows: StateRows, stackOutputs: Record<string, unknown>): Ledger {
  const uploads = new Map(
    rowsOf(rows, "S3Upload").map((upload) => [upload.digest, { ...upload, classes: unmarkKeys(upload.classes) }]),
  );
  const gates = new Set(rowsOf(rows, "QualityGate").map(({ generation }) => generation));
  const reports = new Map(rowsOf(rows, "Report").map((report) => [report.generation, report]));
  const [switched] = rowsOf(rows, "Serving");
  const [place] = [...rowsOf(rows, "LocalAws"), ...rowsOf(rows, "S3Upload")];
  const pasts = Object.values(engines).map((engine) => ({ engine, past: engine.read(rows) }));
  const datasets = new Map(pasts.flatMap(({ past }) => past.datasets.map((dataset) => [dataset.digest, dataset])));
  const generations = pasts.flatMap(({ engine, past }) =>
    past.generations.map((generation): PastGeneration => {
      const report = reports.get(generation.digest);
      const dataset = datasets.get(generation.dataset);
      const missing = engine.whatIsMissing(generation, dataset, dataset !== undefined && uploads.has(dataset.upload));
      return {
        ...generation,
        engine: engine.name,
        ...(missing !== undefined && { missing }),
        ...(report && { reportPrefix: report.prefix, maker: report.story }),
        isReleased: gates.has(generation.digest),
      };
    }),
  );
  generations.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.digest < b.digest ? -1 : 1));
  const models = new Set(generations.map(({ digest }) => digest));
  const left = [...pasts.flatMap(({ past }) => past.left), ...gates, ...reports.keys()];
  const { serving } = stackOutputs;
  return {
    uploads,
    datasets,
    generations,
    ...(typeof serving === "string" && serving !== "" && { serving }),
    servedSince: switched?.servedSince ?? {},
    history: switched?.history ?? [],
    remains: [...new Set(left)].filter((digest) => !models.has(digest)),
    ...(place && { place: { cloud: place.cloud, region: place.region, bucket: place.bucket } }),
  };
}
