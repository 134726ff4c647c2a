import { DefinitionError } from "./definition";

/**
 * The names among a column's arguments, and its options: TypeScript checks these for whom it is run, and nothing
 * compiles a definition before it is loaded.
 * @param known names of options, and what each expects: a list, or one of these values; undefined for anything
 * @throws DefinitionError when an option is misspelt, or has another value
 */
export function argumentsOf<Options extends object>(
  word: string,
  columns: (string | Options)[],
  known: Record<string, "list" | unknown[] | undefined>,
): { names: string[]; options: Partial<Options> } {
  const names = columns.filter((column) => typeof column === "string");
  const given = columns.filter((column): column is Options => typeof column !== "string");
  const refuse = (expected: string, got: unknown) => {
    throw new DefinitionError(`${word}(…): expected ${expected}, got ${JSON.stringify(got)}`);
  };
  if (given.length > 1) refuse("all options in one object", given);
  const [options = {}] = given;
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) refuse(`the options ${Object.keys(known).join(", ")}`, name);
    const expected = known[name];
    if (expected === "list" && !(Array.isArray(value) && value.every((one) => typeof one === "string")))
      refuse(`a list of texts as ${name}`, value);
    if (Array.isArray(expected) && ![value].flat().every((one) => expected.includes(one)))
      refuse(`${name} of ${expected.map((one) => JSON.stringify(one)).join(", ")}`, value);
  }
  return { names, options };
}
