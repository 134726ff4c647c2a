import { choice, text, whole, type ValuesOf } from "../../../settings/kinds";
import type { Engine } from "../engine";

export const settings = {
  recipe: text(
    isEmptyOrRecipe,
    'a recipe as JSON, with a list of "outputs" and perhaps "groups" and "assignments", or nothing',
    "",
    "Amazon ML recipe as JSON; empty takes the one that Amazon ML makes for the data",
  ),
  maxPasses: whole(1, 10_000, 20, "Passes over the training rows, 1 to 10000"),
  shuffleType: choice(["auto", "none"], "auto", "`auto` shuffles the training rows, `none` takes them as they come"),
};

export const learning: Engine["learning"] = (values) => {
  const { recipe, maxPasses, shuffleType } = values as ValuesOf<typeof settings>;
  return { recipe, parameters: { "sgd.maxPasses": String(maxPasses), "sgd.shuffleType": shuffleType } };
};

// ---

/** Its form; what is in it the service reads. */
function isEmptyOrRecipe(value: string): boolean {
  if (value === "") return true;
  const isObject = (part: unknown) => typeof part === "object" && part !== null && !Array.isArray(part);
  try {
    const recipe = JSON.parse(value) as { groups?: unknown; assignments?: unknown; outputs?: unknown };
    const { groups = {}, assignments = {}, outputs } = recipe;
    return isObject(recipe) && isObject(groups) && isObject(assignments) && Array.isArray(outputs);
  } catch {
    return false;
  }
}
