import assert from "node:assert/strict";
import fc from "fast-check";
import { Vocabulary } from "../../learning/vocabulary";

function vocabularyOf(tokens: string[], most: number): string[] {
  const vocabulary = new Vocabulary(most);
  for (const token of tokens) vocabulary.add(token);
  return vocabulary.tokens();
}

describe("a vocabulary", () => {
  it("has all tokens in the order in which they were met, as long as it has room", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tokens) =>
        assert.deepEqual(vocabularyOf(tokens, tokens.length), [...new Set(tokens)]),
      ),
    );
  });

  it("keeps what is frequent among many that are rare, wherever it comes", () => {
    const rare = Array.from({ length: 10_000 }, (_, i) => `rare ${i}`);
    const tokens = rare.flatMap((token, i) =>
      i % 10 === 7 ? [token, "often"] : i % 50 === 3 ? [token, "at times"] : token,
    );
    const found = vocabularyOf(tokens, 100);
    assert.equal(found.length <= 100, true);
    assert.ok(found.includes("often") && found.includes("at times"));
  });

  it("keeps as many as it has room for, also of those that were all met once", () => {
    assert.equal(
      vocabularyOf(
        Array.from({ length: 2001 }, (_, i) => `${i}`),
        1000,
      ).length,
      1000,
    );
  });
});
