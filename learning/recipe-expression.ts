import { RecipeError } from "./recipe-text";

/** A name, a number, or a call with its arguments. */
export interface Expression {
  name: string;
  /** The arguments of a call. */
  items?: Expression[];
  /** Where it begins in its text, from 0 on. */
  at: number;
}

/**
 * Reads an expression of a recipe: `name`, `'quoted name'` or `name(expression, …)`; hyphens and dots belong to a name.
 * A comment goes from `//` to the end of its line.
 * @throws RecipeError with the place
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let next = 0;
  const fail = (expected: string): RecipeError => {
    const token = tokens[next] as Token | undefined;
    return misplaced(
      text,
      token?.at ?? text.length,
      `expected ${expected}, got ${token ? `'${token.text}'` : "its end"}`,
    );
  };
  const parse = (): Expression => {
    const token = tokens[next] as Token | undefined;
    if (!token || (!token.isQuoted && /^[(),]$/.test(token.text)))
      throw fail("a name or a call such as quantile_bin(x,10)");
    next++;
    const expression: Expression = { name: token.text, at: token.at };
    if (!isMark(tokens[next], "(")) return expression;
    const items: Expression[] = [];
    do {
      next++;
      items.push(parse());
    } while (isMark(tokens[next], ","));
    if (!isMark(tokens[next], ")")) throw fail("',' or ')'");
    next++;
    return { ...expression, items };
  };
  const expression = parse();
  if (next < tokens.length) throw fail("its end");
  return expression;
}

/** Writes an expression so that it is read as the same one again. A name cannot hold both kinds of quotes. */
export function printExpression({ name, items }: Expression): string {
  const written = /^[A-Za-z][^\s,'"()\\/]*$/.test(name) ? name : quoted(name);
  return items ? `${written}(${items.map(printExpression).join(", ")})` : written;
}

export function quoted(name: string): string {
  const quote = name.includes("'") ? '"' : "'";
  return `${quote}${name}${quote}`;
}

/** An error about a place in an expression; characters are counted from 1. */
export function misplaced(text: string, at: number, what: string): RecipeError {
  const [from, to] = [Math.max(at - SHOWN / 2, 0), at + SHOWN / 2];
  const shown = `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
  return new RecipeError(`The recipe's '${shown}', at character ${at + 1}: ${what.slice(0, 2 * SHOWN)}`);
}

/** So much of a long expression is repeated around a mistake. */
const SHOWN = 200;

// ---

interface Token {
  text: string;
  at: number;
  isQuoted: boolean;
}

const isMark = (token: Token | undefined, mark: string): boolean => token?.text === mark && !token.isQuoted;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, index: at } of text.matchAll(/\s+|\/\/.*|'[^']*'|"[^"]*"|[(),'"]|(?:(?!\/\/)[^\s(),'"])+/g)) {
    if (/^(\s|\/\/)/.test(found)) continue;
    if (found === "'" || found === '"') throw misplaced(text, at, `expected a second ${found} after this one`);
    const isQuoted = /^['"]/.test(found);
    tokens.push({ text: isQuoted ? found.slice(1, -1) : found, at, isQuoted });
  }
  return tokens;
}
