import { counted } from "../../../text/numbers";
import { generationOf } from "../../ledger";
import type { EngineRun, Step } from "../engine";
import { ASSUMED_HOURS } from "./price-list";
import { isToBeChosen } from "./threshold";

export function steps({ ledger, decision, generation, dataset, features, ...run }: EngineRun): Step[] {
  const own = generationOf(ledger, generation);
  const { isNew, isPinned, answering } = decision;
  const parts = ledger.datasets.get(dataset)?.parts ?? {};
  const lacking = isNew ? ["training", "evaluation"].filter((side) => !parts[side]).length : 0;
  // The report may be wanted of a generation that has been there for long.
  const predictedRows = isPinned || own?.isPredicted ? 0 : run.predictedRows;
  const { dataSources, model, evaluation, isAssumed } = hoursOf({ ledger, features, ...run });
  const job = (noun: string, verb: string, count: number, hours: number): Step => ({
    ...{ verb, noun, count },
    charge: { rate: "compute", quantity: count * hours, ...(isAssumed && { isAssumed }) },
  });
  const isTrained = isNew && !own?.isTrained;
  const isChosen = isTrained && isToBeChosen(run.parameters);
  const predict = (noun: string, count: number, isExact: boolean): Step => ({
    ...{ verb: "predict", noun, count },
    // Amazon ML draws them by their place in the file: how many, it alone knows.
    ...(!isExact && { detail: `about ${counted(count, noun)}` }),
    charge: { rate: "predictions", quantity: Math.ceil(count / 1000) },
  });
  const isStable = features.holdOut.strategy !== "random";
  const all: Step[] = [
    job("data source", "build", lacking, dataSources / 2),
    { ...job("model", "train", isTrained ? 1 : 0, model), isTraining: true },
    // To choose the threshold by.
    predict("training row", isChosen ? features.rows - run.heldOutRows : 0, isStable),
    job("evaluation", "make", isNew && !own?.quality ? 1 : 0, evaluation),
    predict("held-out row", predictedRows, isStable),
    { verb: "mount", noun: "endpoint", count: answering.filter((one) => !generationOf(ledger, one)?.endpoint).length },
  ];
  return all.filter(({ count }) => count > 0);
}

// ---

/** Amazon ML's own. */
const DEFAULT_PASSES = 10;

/** Compute hours, by what the compared generation took for each row and, in training, for each pass. */
function hoursOf({
  ledger,
  features,
  compared,
  parameters,
}: Pick<EngineRun, "ledger" | "features" | "compared" | "parameters">) {
  const known = compared?.computeMs;
  if (!known)
    return {
      dataSources: 2 * ASSUMED_HOURS,
      model: ASSUMED_HOURS,
      evaluation: ASSUMED_HOURS,
      isAssumed: true as const,
    };
  const dataset = ledger.datasets.get(compared.dataset);
  const before = dataset && ledger.uploads.get(dataset.upload);
  const scale = before && before.rows > 0 ? features.rows / before.rows : 1;
  const passesOf = (parameters: Record<string, string>) => Number(parameters["sgd.maxPasses"] ?? DEFAULT_PASSES);
  // At the most: a model may need fewer.
  const passes = passesOf(parameters) / passesOf(compared.parameters);
  const hours = (ms: number) => (ms / 3_600_000) * scale;
  return {
    dataSources: hours(known.dataSources),
    model: hours(known.model) * passes,
    evaluation: hours(known.evaluation),
  };
}
