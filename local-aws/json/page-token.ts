/**
 * Names the place where a page of a list ended.
 * @param question what was asked, so that a token goes with no other question
 * @param key of the last entry: it may be gone when the next page is asked for
 */
export const pageToken = (question: object, key: unknown): string =>
  Buffer.from(JSON.stringify([canonical(question), key])).toString("base64url");

/** The key in a token; undefined when it is none, or one of another question. */
export function keyOfToken<Key>(token: string, question: object): Key | undefined {
  try {
    const [asked, key] = JSON.parse(Buffer.from(token, "base64url").toString()) as [string, Key];
    return asked === canonical(question) ? key : undefined;
  } catch {
    return undefined;
  }
}

// ---

const canonical = (question: object): string =>
  JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)));
