/** A recipe that cannot be carried out; the message says where, and what was expected. */
export class RecipeError extends Error {}

/** A recipe's three sections, each expression still a text. */
export interface RecipeText {
  groups: Record<string, string>;
  assignments: Record<string, string>;
  outputs: string[];
}

/**
 * Reads the JSON of a recipe, which is "JSON-like" (Developer Guide, "Recipe Format Reference"): its texts may go over
 * several lines, and `//` begins a comment. Other members than the three are ignored, as `dependencies` in Amazon's sample.
 * @throws RecipeError
 */
export function readRecipeText(text: string): RecipeText {
  const { groups = {}, assignments = {}, outputs } = parseLeniently(text);
  const isText = (value: unknown) => typeof value === "string";
  if (!Array.isArray(outputs) || outputs.length === 0 || !outputs.every(isText))
    throw new RecipeError("Expected a recipe with a list of texts under 'outputs', got none");
  for (const [name, section] of Object.entries({ groups, assignments })) {
    if (
      typeof section !== "object" ||
      section === null ||
      Array.isArray(section) ||
      !Object.values(section).every(isText)
    )
      throw new RecipeError(`Expected the recipe's ${name} as an object with a text for each of them`);
  }
  return { groups, assignments, outputs } as RecipeText;
}

// ---

function parseLeniently(text: string): { groups?: unknown; assignments?: unknown; outputs?: unknown } {
  const { strict, origins } = toStrictJson(text);
  try {
    const json = JSON.parse(strict) as unknown;
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch (cause) {
    const message = (cause as Error).message;
    const position = / at position (\d+)/.exec(message)?.[1] ?? placeOfMistake(strict);
    const what = message.replace(/ in JSON at position .*/s, "").replace(/, ("[^]*"\.{3} |\.{3}")[^]*/, "");
    const before = text.slice(0, origins[Number(position)] ?? text.length);
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    throw new RecipeError(`The recipe is not JSON: ${what}, line ${line}, character ${column}`, { cause });
  }
  throw new RecipeError("Expected the recipe as a JSON object with 'outputs'");
}

/** Where JSON stops being JSON: Node says so in some of its messages only. A prefix is right while its end alone is missed. */
function placeOfMistake(json: string): number {
  let [right, wrong] = [0, json.length + 1];
  while (wrong - right > 1) {
    const middle = (right + wrong) >>> 1;
    try {
      JSON.parse(json.slice(0, middle));
      right = middle;
    } catch (error) {
      const { message } = error as Error;
      const [, position] = / at position (\d+)/.exec(message) ?? [];
      if (message.includes("end of JSON input") || Number(position) >= middle) right = middle;
      else wrong = middle;
    }
  }
  return right;
}

/** The same without comments, and with the line ends and tabs of texts escaped; `origins`: where each character was. */
function toStrictJson(text: string): { strict: string; origins: number[] } {
  let strict = "";
  const origins: number[] = [];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\[^])*"?|\/\/[^\n]*|[^"/]+|\//g)) {
    if (token.startsWith("//")) continue;
    for (let i = 0; i < token.length; i++) {
      const character = token[i];
      const isControl = token.startsWith('"') && character < " ";
      const written = isControl ? JSON.stringify(character).slice(1, -1) : character;
      strict += written;
      for (let j = 0; j < written.length; j++) origins.push(index + i);
    }
  }
  return { strict, origins };
}
