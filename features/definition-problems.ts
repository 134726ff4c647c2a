import { areStates } from "./cells";
import { formatProblem } from "./date-format";
import { computeCells, featureColumns, inputColumns, modelTypes, type FeatureDefinition } from "./definition";

/** All that is wrong with a definition, also with what it computes of its examples; empty when it can be used. */
export function definitionProblems(definition: FeatureDefinition): string[] {
  const { label, features, rowId, minimumExamplesPerClass: minimum, rareClasses, examples } = definition;
  const problems: string[] = [];
  const expect = (isGood: boolean, problem: string) => isGood || problems.push(problem);
  if ("target" in definition) return ["expected `label`, got `target`: the column to predict is called so now"];
  if (!label || !Array.isArray(features) || !Array.isArray(examples))
    return ["expected `label`, `features` and `examples`"];
  for (const key of Object.keys(definition))
    expect(definitionKeys.includes(key), `expected ${definitionKeys.join(", ")}, got '${key}'`);
  const isFeature = ({ columns, from, compute }: Partial<FeatureDefinition["features"][number]>) =>
    Array.isArray(columns) && Array.isArray(from) && typeof compute === "function";
  if (!features.every(isFeature))
    return [...problems, "features: expected what numeric, categorical, computed and the like give"];
  problems.push(
    ...features.flatMap(({ dateFormats = [] }) => dateFormats.flatMap((format) => formatProblem(format) ?? [])),
  );
  if (problems.length > 0) return problems;
  for (const { name, type } of featureColumns(definition))
    expect(
      TYPES.includes(type),
      `column '${name}': expected the type ${TYPES.join(", ")}, got ${JSON.stringify(type)}`,
    );

  for (const key of Object.keys(label))
    expect(LABEL_KEYS.includes(key), `label: expected ${LABEL_KEYS.join(", ")}, got '${key}'`);
  expect(
    Object.hasOwn(modelTypes, label.type),
    `label: expected the type BINARY, CATEGORICAL or NUMERIC, got ${label.type}`,
  );
  const columns = featureColumns(definition);
  const names = [label.name, ...(rowId === undefined ? [] : [rowId]), ...columns.map(({ name }) => name)];
  for (const name of names)
    expect(
      isAttributeName(name),
      `expected column names of 1 to 64 characters without quotes, got ${JSON.stringify(name)}`,
    );
  for (const name of new Set(names.filter((name, i) => names.indexOf(name) < i)))
    problems.push(`expected each column once, got '${name}' more than once`);
  expect(columns.length > 0, "expected at least one feature, got none");
  expect(names.length <= MAX_ATTRIBUTES, `expected at most ${MAX_ATTRIBUTES} columns, got ${names.length}`);
  for (const { columns, from } of features)
    if (from.includes(label.name))
      problems.push(`'${columns[0]?.name}' reads the label '${label.name}': nobody would know it when predicting`);

  expect(
    definition.delimiter === undefined || /^[^"\r\n]$/.test(definition.delimiter),
    `delimiter: expected one character, such as ";" or "\\t", got ${JSON.stringify(definition.delimiter)}`,
  );
  expect(
    definition.unlabelled === undefined || definition.unlabelled === "leave out",
    `unlabelled: expected "leave out" or nothing, got ${JSON.stringify(definition.unlabelled)}`,
  );
  expect(
    !label.normalise || label.type === "CATEGORICAL",
    `label: normalise goes with the type CATEGORICAL, got ${label.type}`,
  );
  problems.push(...whoIsHeldOut(definition));
  expect(
    label.decimal === undefined || (label.decimal === "," && label.type === "NUMERIC"),
    `label: decimal is "," and goes with the type NUMERIC, got ${JSON.stringify(label.decimal)} and ${label.type}`,
  );
  expect(
    (label.yes === undefined && label.no === undefined) || (label.type === "BINARY" && areStates(label)),
    `label: yes and no name the two states of the type BINARY, got ${JSON.stringify({ yes: label.yes, no: label.no })} and ${label.type}`,
  );
  expect(
    label.threshold === undefined || (label.type === "BINARY" && isGoal(label.threshold)),
    `label: threshold is "F1", { precision: 0.9 }, { recall: 0.9 } or a number from 0 to 1, and goes with the type BINARY, got ${JSON.stringify(label.threshold)} and ${label.type}`,
  );
  if (minimum !== undefined) {
    expect(
      Number.isInteger(minimum) && minimum > 1,
      `minimumExamplesPerClass: expected a whole number above 1, got ${minimum}`,
    );
    expect(label.type === "CATEGORICAL", `minimumExamplesPerClass: goes with a CATEGORICAL label, got ${label.type}`);
  }
  expect(
    minimum === undefined ? rareClasses === undefined : rareClasses === "Other" || rareClasses === "leave out",
    `rareClasses: expected "Other" or "leave out" if and only if there is minimumExamplesPerClass, got ${JSON.stringify(rareClasses)}`,
  );
  return problems.length > 0 ? problems : exampleProblems(definition);
}

// ---

/** "1,000 variables per schema" (Developer Guide, "Amazon ML Limits"). */
const MAX_ATTRIBUTES = 1000;
/** Longer ones were refused by Amazon's own sample tools; quotes and line ends would break a recipe. */
const isAttributeName = (name: unknown) =>
  typeof name === "string" && /^[^'"\p{Cc}]{1,64}$/u.test(name) && name !== "__proto__";

function isGoal(goal: unknown): boolean {
  const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
  if (goal === "F1" || isShare(goal)) return true;
  const entries = Object.entries(goal ?? {});
  return (
    entries.length === 1 && entries.every(([name, value]) => ["precision", "recall"].includes(name) && isShare(value))
  );
}

const isName = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** Of a definition: TypeScript checks them for whom it is run, and nothing compiles a file before it is loaded. */
export const definitionKeys = [
  "label",
  "rowId",
  "features",
  "delimiter",
  "heldOut",
  "cutOff",
  "unlabelled",
  "minimumExamplesPerClass",
  "rareClasses",
  "examples",
];
const LABEL_KEYS = ["name", "type", "normalise", "decimal", "yes", "no", "threshold"];
const TYPES = ["BINARY", "CATEGORICAL", "NUMERIC", "TEXT"];

function whoIsHeldOut({ heldOut, cutOff }: FeatureDefinition): string[] {
  const problems: string[] = [];
  const formatsOf = (value: object): string[] => {
    const { formats = [] } = value as { formats?: unknown };
    if (Array.isArray(formats)) return formats.flatMap((format) => formatProblem(String(format)) ?? []);
    return [`expected a list of formats, got ${JSON.stringify(formats)}`];
  };
  if (heldOut !== undefined) {
    const { group, after, percent = 30, ...others } = (heldOut ?? {}) as Record<string, unknown>;
    const isByGroup = isName(group) && Object.keys(heldOut).length === 1;
    const isByTime = isName(after) && group === undefined && Number(percent) > 0 && Number(percent) < 100;
    if (!isByGroup && !(isByTime && Object.keys(others).every((key) => key === "formats")))
      problems.push(
        `heldOut: expected { group: "column" } or { after: "column", percent: 30 }, got ${JSON.stringify(heldOut)}`,
      );
    else problems.push(...formatsOf(heldOut));
  }
  if (cutOff === undefined) return problems;
  const { date, days, ...others } = (cutOff ?? {}) as Partial<typeof cutOff>;
  if (!isName(date) || !(Number(days) > 0) || !Object.keys(others).every((key) => key === "formats"))
    problems.push(`cutOff: expected { date: "column", days: 365 }, got ${JSON.stringify(cutOff)}`);
  else problems.push(...formatsOf(cutOff));
  return problems;
}

/** Features have to be computable from the examples, and the same each time: their digest is what tells a change. */
function exampleProblems(definition: FeatureDefinition): string[] {
  const { examples } = definition;
  const inputs = inputColumns(definition);
  if (examples.length === 0) return ["examples: expected at least one made-up row, got none"];
  return examples.flatMap((example, i) => {
    const missing = inputs.filter((name) => !Object.hasOwn(example, name));
    if (missing.length > 0)
      return [`examples[${i}]: expected the columns ${inputs.join(", ")}, got no ${missing.join(", ")}`];
    try {
      const [once, again] = [computeCells(definition, example), computeCells(definition, example)];
      const columns = featureColumns(definition);
      if (once.length !== columns.length)
        return [`examples[${i}]: expected ${columns.length} cells to be computed, got ${once.length}`];
      const unstable = once.findIndex((cell, at) => cell !== again[at]);
      return unstable < 0
        ? []
        : [`'${columns[unstable].name}' is computed differently each time: expected the same for the same row`];
    } catch (error) {
      return [`examples[${i}]: ${(error as Error).message}`];
    }
  });
}
