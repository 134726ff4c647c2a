import type { Attribute, AttributeType } from "./attribute";
import { misplaced, parseExpression, type Expression } from "./recipe-expression";
import { readRecipeText, RecipeError } from "./recipe-text";

/** One column of the learner's input before it is fitted to data. `attribute` is an index into the attributes. */
export type Transformation =
  | { kind: "binary" | "categorical"; attribute: number }
  | { kind: "numeric" | "normalize"; attribute: number }
  | { kind: "quantile_bin"; attribute: number; bins: number }
  | { kind: "text"; attribute: number; steps?: TextStep[] }
  | { kind: "ngram" | "osb"; attribute: number; steps?: TextStep[]; size: number }
  | { kind: "cartesian"; of: Transformation[] };

/** What is done to each word of a text, in this order. */
export type TextStep = "lowercase" | "no_punct";

/**
 * Reads a recipe (Developer Guide, "Recipe Format Reference" and "Data Transformations Reference") against the
 * attributes that it may use. A transformation of a group is one of each member.
 * @param isInput whether an attribute may be learned from: not the target, the row id or an excluded one
 * @throws RecipeError
 */
export function parseRecipe(
  text: string,
  attributes: Attribute[],
  isInput: (index: number) => boolean,
): Transformation[] {
  const recipe = readRecipeText(text);
  const names = new Map<string, Transformation[]>();
  const inputs = attributes.map(({ type }, attribute) => asItIs(type, attribute)).filter((_, index) => isInput(index));
  for (const input of inputs) names.set(attributes[attributeOf(input)].name, [input]);
  for (const type of ["BINARY", "CATEGORICAL", "NUMERIC", "TEXT"] as const)
    names.set(
      `ALL_${type}`,
      inputs.filter((input) => typeOf(input) === type),
    );

  const define = (section: string, name: string, meaning: Transformation[]) => {
    if (names.has(name))
      throw new RecipeError(
        `The recipe's ${section} '${name}' has the name of a variable, or of a group or assignment before it`,
      );
    if (name.length < 1 || name.length > 64)
      throw new RecipeError(`Expected a name of 1 to 64 characters for the recipe's ${section}, got '${name}'`);
    names.set(name, meaning);
  };
  for (const [name, source] of Object.entries(recipe.groups))
    define("group", name, new Meaning(source, names).membersOf(parseExpression(source)));
  for (const [name, source] of Object.entries(recipe.assignments))
    define("assignment", name, new Meaning(source, names).of(parseExpression(source)));
  // "You cannot create a group using ALL_INPUTS."
  names.set("ALL_INPUTS", inputs);
  const outputs = recipe.outputs.flatMap((source) => new Meaning(source, names).of(parseExpression(source)));
  if (outputs.length > MAX_OUTPUTS)
    throw new RecipeError(`Expected at most ${MAX_OUTPUTS} columns in the recipe's outputs, got ${outputs.length}`);
  return outputs;
}

/** Developer Guide, "Amazon ML service limits". */
const MAX_OUTPUTS = 10_000;

// ---

/** TOKENS: a set of them, which has no words any more. */
type ValueType = AttributeType | "TOKENS";

function typeOf({ kind }: Transformation): ValueType {
  switch (kind) {
    case "binary":
      return "BINARY";
    case "categorical":
    case "quantile_bin":
      return "CATEGORICAL";
    case "numeric":
    case "normalize":
      return "NUMERIC";
    case "text":
      return "TEXT";
    default:
      return "TOKENS";
  }
}

function asItIs(type: AttributeType, attribute: number): Transformation {
  const kinds = { BINARY: "binary", CATEGORICAL: "categorical", NUMERIC: "numeric", TEXT: "text" } as const;
  return { kind: kinds[type], attribute };
}

const attributeOf = (column: Transformation): number => (column.kind === "cartesian" ? -1 : column.attribute);

/** Assignments of assignments can double them each time. */
const MAX_FACTORS = 10;

/** What the names and calls of one text stand for. */
class Meaning {
  constructor(
    private readonly source: string,
    private readonly names: ReadonlyMap<string, Transformation[]>,
  ) {}

  /** The columns that an expression makes. */
  of(expression: Expression): Transformation[] {
    const { name, items } = expression;
    if (!items || name === "group" || name === "group_remove") return this.membersOf(expression);
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) throw this.wrong(expression, `expected one of ${Object.keys(calls).join(", ")}, got '${name}'`);
    if (call.range) {
      const [argument, size] = this.argumentsOf(expression, 2);
      const number = this.numberIn(size, call.range);
      return this.each(argument, call.takes, (column) => call.make(column, number));
    }
    if (name === "cartesian") return [{ kind: "cartesian", of: this.factorsOf(expression) }];
    const [argument] = this.argumentsOf(expression, 1);
    return this.each(argument, call.takes, (column) => call.make(column, 0));
  }

  /** The variables of a group, each once. */
  membersOf(expression: Expression): Transformation[] {
    const { name, items } = expression;
    if (items && name === "group") return [...new Set(items.flatMap((item) => this.membersOf(item)))];
    if (items && name === "group_remove") {
      const [group, ...removed] = items.map((item) => this.membersOf(item));
      return group.filter((member) => !removed.flat().includes(member));
    }
    const found = items ? undefined : this.names.get(name);
    if (!found) throw this.wrong(expression, `expected a variable or a group, got '${name}'`);
    return found;
  }

  private each(
    argument: Expression,
    takes: readonly ValueType[],
    make: (column: Transformation) => Transformation,
  ): Transformation[] {
    return this.of(argument).map((column) => {
      const type = typeOf(column);
      if (takes.includes(type)) return make(column);
      throw this.wrong(argument, `expected ${takes.join(" or ")}, got '${argument.name}', which is ${type}`);
    });
  }

  /** Of a product; one of a product is its factors. */
  private factorsOf(expression: Expression): Transformation[] {
    const items = expression.items!;
    if (items.length < 2)
      throw this.wrong(expression, `expected two arguments or more of cartesian, got ${items.length}`);
    const found = items.flatMap((item) => {
      const factors = this.each(item, calls.cartesian.takes, (column) => column);
      if (factors.length !== 1)
        throw this.wrong(item, `expected one variable, got '${item.name}', which has ${factors.length}`);
      return factors[0].kind === "cartesian" ? factors[0].of : factors;
    });
    if (found.length > MAX_FACTORS)
      throw this.wrong(expression, `expected at most ${MAX_FACTORS} variables in a cartesian, got ${found.length}`);
    return found;
  }

  private argumentsOf(expression: Expression, count: number): Expression[] {
    const items = expression.items!;
    if (items.length === count) return items;
    throw this.wrong(expression, `expected ${count} argument(s) of ${expression.name}, got ${items.length}`);
  }

  private numberIn(size: Expression, [least, most]: readonly [number, number]): number {
    const number = Number(size.name);
    if (!size.items && Number.isInteger(number) && number >= least && number <= most) return number;
    throw this.wrong(size, `expected a whole number from ${least} to ${most}, got '${size.name}'`);
  }

  private wrong(expression: Expression, what: string): RecipeError {
    return misplaced(this.source, expression.at, what);
  }
}

interface Call {
  takes: readonly ValueType[];
  /** Of a call with a number as its second argument. */
  range?: readonly [number, number];
  make: (column: Transformation, number: number) => Transformation;
}

type Text = Transformation & { kind: "text" };

const textStep = (step: TextStep): Call => ({
  takes: ["TEXT"],
  make: (text) => ({ ...(text as Text), steps: [...((text as Text).steps ?? []), step] }),
});

/** Developer Guide, "Data Transformations Reference": nothing else exists. */
const calls: Record<string, Call> = {
  ngram: { takes: ["TEXT"], range: [2, 10], make: (text, size) => ({ ...(text as Text), kind: "ngram", size }) },
  osb: { takes: ["TEXT"], range: [2, 10], make: (text, size) => ({ ...(text as Text), kind: "osb", size }) },
  lowercase: textStep("lowercase"),
  no_punct: textStep("no_punct"),
  // Bins of a normalised number are those of the number.
  quantile_bin: {
    takes: ["NUMERIC"],
    range: [5, 1000],
    make: (number, bins) => ({ kind: "quantile_bin", attribute: attributeOf(number), bins }),
  },
  normalize: { takes: ["NUMERIC"], make: (number) => ({ kind: "normalize", attribute: attributeOf(number) }) },
  cartesian: { takes: ["CATEGORICAL", "BINARY", "TEXT", "TOKENS"], make: (column) => column },
};
