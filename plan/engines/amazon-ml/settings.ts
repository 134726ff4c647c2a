import { PASSES, passesFor } from "../../../learning/passes";
import { choice, limit, optionalWhole, text, type ValuesOf } from "../../../settings/kinds";
import { parseRecipe } from "../../../learning/recipe";
import { readRecipeText } from "../../../learning/recipe-text";
import { count } from "../../../text/numbers";
import type { Engine, TrainingData } from "../engine";
import { goalText, SCORE_THRESHOLD } from "./threshold";

export const settings = {
  recipe: text(
    isEmptyOrRecipe,
    'a recipe as JSON, with a list of "outputs" and perhaps "groups" and "assignments", or nothing',
    "",
    "Amazon ML recipe as JSON; empty takes the one that Amazon ML makes for the data",
  ),
  maxPasses: optionalWhole(
    1,
    10_000,
    `Passes over the training rows, 1 to 10000; empty takes enough for them: ${passesInWords()}`,
  ),
  shuffleType: choice(["auto", "none"], "auto", "`auto` shuffles the training rows, `none` takes them as they come"),
  l1: limit(
    "a number from 0, or nothing",
    "Amount of L1 regularisation, which leaves features out; empty leaves it to the service",
  ),
  l2: limit(
    "a number from 0, or nothing",
    "Amount of L2 regularisation, which keeps weights small; empty leaves it to the service. Not with `l1`",
  ),
};

export const learning: Engine["learning"] = (values, { rows, inputs, threshold }) => {
  const { recipe, maxPasses, shuffleType, l1, l2 } = values as ValuesOf<typeof settings>;
  if (l1 && l2) throw new Error(`Expected ml-learn:l1 or ml-learn:l2 above 0, and not both, got ${l1} and ${l2}.`);
  checkRecipe(recipe, inputs);
  return {
    recipe,
    parameters: {
      "sgd.maxPasses": String(maxPasses ?? passesFor(rows)),
      "sgd.shuffleType": shuffleType,
      ...(l1 !== undefined && { "sgd.l1RegularizationAmount": String(l1) }),
      ...(l2 !== undefined && { "sgd.l2RegularizationAmount": String(l2) }),
      ...(threshold !== undefined && { [SCORE_THRESHOLD]: goalText(threshold) }),
    },
    defaults: maxPasses === undefined ? ["sgd.maxPasses"] : [],
  };
};

// ---

/** `20 from 5,000 rows on, 50 from 2,000, …, else 1000`. */
function passesInWords(): string {
  const words = PASSES.map(([rows, passes], i) =>
    rows === 0 ? `else ${passes}` : `${passes} from ${count(rows)}${i === 0 ? " rows on" : ""}`,
  );
  return words.join(", ");
}

/** By the parser of the local service. */
function checkRecipe(recipe: string, inputs: TrainingData["inputs"]): void {
  try {
    if (recipe !== "") parseRecipe(recipe, inputs, () => true);
  } catch (error) {
    throw new Error(`ml-learn:recipe: ${(error as Error).message}`, { cause: error });
  }
}

/** Its form; what is in it, is checked against the data. */
function isEmptyOrRecipe(value: string): boolean {
  try {
    if (value !== "") readRecipeText(value);
    return true;
  } catch {
    return false;
  }
}
