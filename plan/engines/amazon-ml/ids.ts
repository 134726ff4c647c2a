import { idOf } from "../../identity";

/** What ids begin with: `<prefix>-<stack key>-…`, by Amazon ML's name for the kind. An evaluation may look like a data source. */
export const idPrefixes = {
  DataSource: { training: "tr", evaluation: "ev" },
  MLModel: "ml",
  Evaluation: "ev",
  BatchPrediction: "bp",
};

export const dataSourceIds = (stack: string, dataset: string): { training: string; evaluation: string } => ({
  training: idOf(idPrefixes.DataSource.training, stack, dataset),
  evaluation: idOf(idPrefixes.DataSource.evaluation, stack, dataset),
});

export const modelId = (stack: string, generation: string): string => idOf(idPrefixes.MLModel, stack, generation);

export const evaluationId = (stack: string, generation: string): string =>
  idOf(idPrefixes.Evaluation, stack, generation);

export const batchPredictionId = (stack: string, generation: string): string =>
  idOf(idPrefixes.BatchPrediction, stack, generation);
