import type { Attribute, AttributeType } from "./attribute";

/** One column of the learner's input before it is fitted to data: an attribute and its treatment. */
export interface Transformation {
  kind: "binary" | "categorical" | "text" | "numeric" | "normalize" | "quantile_bin";
  /** Index into the attributes. */
  attribute: number;
  /** Of quantile_bin. */
  bins?: number;
}

/** A recipe that cannot be carried out; the message says which part and what was expected. */
export class RecipeError extends Error {}

/** A recipe may be one of Amazon ML's, and asks for what is not here. */
export class UnknownToUsError extends RecipeError {}

/**
 * The recipes to choose from when none is given, the simplest first: numbers normalised; also binned; of many rows,
 * also in few bins. Bins are written as in those that Amazon ML suggests. Its rule for their number is unknown; ours
 * follows the rows, since 500 bins on 1,000 rows learn noise (macro F1 .21 against .64 with 10).
 */
export function defaultRecipes(inputs: Attribute[], rows: number): string[] {
  const has = (type: AttributeType) => inputs.some((input) => input.type === type);
  const numbers = inputs.filter((input) => input.type === "NUMERIC").map((input) => `'${input.name}'`);
  const others = [...(has("BINARY") ? ["ALL_BINARY"] : []), "ALL_CATEGORICAL"];
  const texts = has("TEXT") ? ["ALL_TEXT"] : [];
  const recipe = (groups: Record<string, string>, ...outputs: string[]) =>
    JSON.stringify({ groups, assignments: {}, outputs: [...others, ...outputs, ...texts] }, null, 2);
  if (numbers.length === 0) return [recipe({})];
  const many = rows < 500 ? 5 : rows < 5_000 ? FEW_BINS : rows < 10_000 ? 50 : rows < 50_000 ? 100 : 500;
  const normalised = "normalize(ALL_NUMERIC)";
  const binned = (bins: number) => {
    const group = `NUMERIC_VARS_QB_${bins}`;
    return recipe({ [group]: `group(${numbers.join(",")})` }, `quantile_bin(${group},${bins})`, normalised);
  };
  return [recipe({}, normalised), binned(many), ...(many > FEW_BINS ? [binned(FEW_BINS)] : [])];
}

const FEW_BINS = 10;

/**
 * Reads a recipe (Developer Guide, "Recipe Format Reference") against the attributes it may use.
 * Known: groups, group_remove, quantile_bin, normalize and attributes as they are.
 * @param isInput whether an attribute may be learned from: not the target, the row id or an excluded one
 * @throws RecipeError
 */
export function parseRecipe(
  text: string,
  attributes: Attribute[],
  isInput: (index: number) => boolean,
): Transformation[] {
  const recipe = parseJson(text);
  const names = new Map<string, number[]>();
  attributes.forEach((attribute, index) => isInput(index) && names.set(attribute.name, [index]));
  const inputs = [...names.values()].flat();
  for (const type of ["BINARY", "CATEGORICAL", "NUMERIC", "TEXT"] as const) {
    names.set(
      `ALL_${type}`,
      inputs.filter((index) => attributes[index].type === type),
    );
  }
  names.set("ALL_INPUTS", inputs);

  const members = (expression: Expression): number[] => {
    const [first, ...others] = expression.items ?? [];
    if (expression.name === "group" && first) return expression.items!.flatMap(members);
    if (expression.name === "group_remove" && first) {
      const removed = new Set(others.flatMap(members));
      return members(first).filter((index) => !removed.has(index));
    }
    const found = expression.items ? undefined : names.get(expression.name);
    if (!found) throw new RecipeError(`Expected a variable or a group in the recipe, got '${expression.source}'`);
    return found;
  };
  for (const [name, expression] of Object.entries(recipe.groups ?? {})) {
    if (names.has(name))
      throw new RecipeError(`The recipe's group '${name}' has the name of a variable or of another group`);
    names.set(name, members(parseExpression(expression)));
  }
  if (Object.keys(recipe.assignments ?? {}).length > 0) {
    throw new UnknownToUsError("The recipe has assignments: this service does not know them");
  }

  return recipe.outputs.flatMap((output): Transformation[] => {
    const expression = parseExpression(output);
    const { name, items = [], source } = expression;
    if (!expression.items || name === "group" || name === "group_remove") {
      return members(expression).map((attribute) => ({ kind: asItIs[attributes[attribute].type], attribute }));
    }
    if (name !== "quantile_bin" && name !== "normalize") {
      const ours = AMAZONS.includes(name) ? UnknownToUsError : RecipeError;
      throw new ours(
        `Expected a group, a variable, quantile_bin or normalize in the recipe's outputs, got '${source}': this service does not know it`,
      );
    }
    const [argument, size] = items;
    if (!argument || items.length !== (name === "quantile_bin" ? 2 : 1))
      throw new RecipeError(`Wrong number of arguments in the recipe's output '${source}'`);
    const bins = size && Number(size.name);
    if (bins !== undefined && !(Number.isInteger(bins) && bins >= 5 && bins <= 1000)) {
      throw new RecipeError(
        `Expected a number of bins from 5 to 1000 in the recipe's output '${source}', got '${size.source}'`,
      );
    }
    return members(argument).map((attribute) => {
      if (attributes[attribute].type === "NUMERIC") return { kind: name, attribute, bins };
      throw new RecipeError(
        `Expected a NUMERIC variable in the recipe's output '${source}', got '${attributes[attribute].name}' (${attributes[attribute].type})`,
      );
    });
  });
}

// ---

/** What Amazon ML has and this service does not (Developer Guide, "Data Transformations Reference"). */
const AMAZONS = ["ngram", "osb", "lowercase", "no_punct", "cartesian"];

const asItIs = { BINARY: "binary", CATEGORICAL: "categorical", NUMERIC: "numeric", TEXT: "text" } as const;

interface RecipeJson {
  groups?: Record<string, string>;
  assignments?: Record<string, string>;
  outputs: string[];
}

function parseJson(text: string): RecipeJson {
  let recipe: RecipeJson;
  try {
    recipe = JSON.parse(text) as RecipeJson;
  } catch (cause) {
    throw new RecipeError(`The recipe is not JSON: ${(cause as Error).message}`, { cause });
  }
  const isText = (value: unknown) => typeof value === "string";
  const isGroups = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!Array.isArray(recipe?.outputs) || recipe.outputs.length === 0 || !recipe.outputs.every(isText)) {
    throw new RecipeError("Expected a recipe with a list of texts under 'outputs', got none");
  }
  if (!isGroups(recipe.groups ?? {}) || !Object.values(recipe.groups ?? {}).every(isText))
    throw new RecipeError("Expected the recipe's groups as an object with a text for each of them");
  return recipe;
}

interface Expression {
  name: string;
  /** The arguments of a call. */
  items?: Expression[];
  source: string;
}

/** `name`, `'quoted name'` or `name(expression, …)`; hyphens and dots belong to a name. */
function parseExpression(source: string): Expression {
  const tokens = source.match(/'[^']*'|"[^"]*"|[(),]|[^\s(),'"]+/g) ?? [];
  let at = 0;
  const fail = () =>
    new RecipeError(`Cannot read '${source}' in the recipe: expected a name or a call such as quantile_bin(x,10)`);
  const parse = (): Expression => {
    const token = tokens[at++];
    if (token === undefined || /^[(),]$/.test(token)) throw fail();
    const name = token.replace(/^(['"])(.*)\1$/, "$2");
    if (tokens[at] !== "(") return { name, source };
    const items: Expression[] = [];
    do {
      at++;
      items.push(parse());
    } while (tokens[at] === ",");
    if (tokens[at++] !== ")") throw fail();
    return { name, items, source };
  };
  const expression = parse();
  if (at !== tokens.length) throw fail();
  return expression;
}
