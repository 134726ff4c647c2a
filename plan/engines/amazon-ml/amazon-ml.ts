import type { Engine } from "../engine";
import { FIRST_ENGINE } from "../first-engine";
import { layout } from "./layout";
import { readPast, whatIsMissing } from "./past";
import { policies } from "./policies";
import { rates, upkeep } from "./price-list";
import { learning, settings } from "./settings";
import { splitOf } from "./split";
import { steps } from "./steps";

/** Amazon Machine Learning: what the blog post used. It takes no new users. */
export const amazonMl: Engine = {
  name: FIRST_ENGINE,
  regions: ["us-east-1", "eu-west-1"],
  splits: ["stable", "random"],
  settings,
  learning,
  layout,
  splitIdentity: (holdOut, trainingPercent, seed) => splitOf(holdOut, trainingPercent, seed).identity,
  kinds: { dataset: ["DataSource"], generation: ["MLModel", "Evaluation", "BatchPrediction"] },
  read: readPast,
  whatIsMissing,
  steps,
  rates,
  upkeep,
  policies,
};
