import * as v from "valibot";
import { isObjective, type BoostedTrees, type Objective, type Tree } from "../learning/boosted-trees";
import { parseUbjson, UbjsonError } from "./ubjson";

/** A model that is none of XGBoost's, or of a kind that is not read here. */
export class ModelFileError extends Error {}

/**
 * Reads a model as XGBoost's `save_model` writes it in UBJSON.
 * Source: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html, and the files themselves.
 * @throws ModelFileError for another booster than gbtree, categories, several targets in a tree, or what is no model
 */
export function readModelFile(bytes: Buffer): BoostedTrees {
  const parsed = v.safeParse(file, documentOf(bytes), { abortEarly: true });
  if (!parsed.success) {
    const [{ path = [], message }] = parsed.issues;
    throw new ModelFileError(`${message} at '${path.map(({ key }) => String(key)).join(".")}' in a model of XGBoost`);
  }
  const { learner_model_param: parameters, objective, gradient_booster } = parsed.output.learner;
  const { trees, tree_info: outputOf } = gradient_booster.model;
  const outputs = Math.max(1, parameters.num_class, parameters.num_target);
  if (outputOf.length !== trees.length || Array.from(outputOf).some((output) => !(output >= 0 && output < outputs)))
    throw new ModelFileError(`Expected ${trees.length} trees for outputs below ${outputs} in a model of XGBoost`);
  return {
    ...{ trees, outputOf, outputs, objective: objective.name },
    features: parameters.num_feature,
    baseScores: parameters.base_score,
  };
}

// ---

/** Majors of XGBoost whose files were read. */
const VERSIONS = [1, 2, 3];

const numbers = v.custom<ArrayLike<number>>(
  (value) => ArrayBuffer.isView(value) || (Array.isArray(value) && value.every((item) => typeof item === "number")),
  "Expected numbers",
);
/** All parameters are texts. */
const numberText = v.pipe(v.string(), v.transform(Number), v.finite("Expected a number"));
/** Since 3.1 there is one for each output: `[4.37E0,-8.75E0]`. */
const baseScore = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/[[\]]/g, "").split(",").map(Number)),
  v.everyItem((score) => Number.isFinite(score), "Expected a number, or several"),
);

const tree = v.pipe(
  v.object({
    left_children: numbers,
    right_children: numbers,
    split_indices: numbers,
    split_conditions: numbers,
    default_left: numbers,
    split_type: v.pipe(
      numbers,
      v.check((types) => Array.from(types).every((type) => type === 0), "Expected splits of numbers, got categories"),
    ),
    tree_param: v.object({ size_leaf_vector: v.optional(v.picklist(["0", "1"], "Expected trees of one target")) }),
  }),
  v.transform((nodes): Tree => ({
    left: nodes.left_children,
    right: nodes.right_children,
    feature: nodes.split_indices,
    condition: nodes.split_conditions,
    missingLeft: nodes.default_left,
  })),
  v.check(isTree, "Expected nodes with a parent each"),
);

const file = v.object({
  version: v.looseTuple([v.picklist(VERSIONS, `Expected a version of ${VERSIONS.join(", ")}`)]),
  learner: v.object({
    learner_model_param: v.object({
      num_class: numberText,
      num_feature: numberText,
      num_target: v.optional(numberText, "1"),
      base_score: baseScore,
    }),
    objective: v.object({
      name: v.custom<Objective>((name) => isObjective(String(name)), "Expected an objective that is known"),
    }),
    gradient_booster: v.object({
      name: v.literal("gbtree", "Expected the booster gbtree"),
      model: v.object({ trees: v.array(tree), tree_info: numbers }),
    }),
  }),
});

/** Whether a walk from the root ends at a leaf: nobody has two parents, and the root none. */
function isTree({ left, right, feature, condition }: Tree): boolean {
  const isWhole = [right, feature, condition].every(({ length }) => length === left.length);
  const children = [...Array.from(left), ...Array.from(right)].filter((child) => child !== -1);
  return (
    left.length > 0 &&
    isWhole &&
    new Set(children).size === children.length &&
    children.every((child) => child > 0 && child < left.length) &&
    Array.from(left).every((child, node) => (child === -1) === (right[node] === -1))
  );
}

function documentOf(bytes: Buffer): unknown {
  try {
    return parseUbjson(bytes);
  } catch (error) {
    if (!(error instanceof UbjsonError)) throw error;
    throw new ModelFileError(`Expected a model of XGBoost in UBJSON, got something else: ${error.message}`);
  }
}
