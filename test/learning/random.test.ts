import assert from "node:assert/strict";
import { randomFrom, seedFrom, shuffle } from "../../learning/random";

describe("random", () => {
  it("gives the same numbers for the same seed, seed 0 too", () => {
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      const [a, b] = [randomFrom(seed), randomFrom(seed)];
      assert.deepEqual([a(), a(), a()], [b(), b(), b()]);
    }
    assert.notEqual(randomFrom(0)(), randomFrom(1)());
  });

  it("follows mulberry32's published sequence", () => {
    const random = randomFrom(1);
    assert.deepEqual([random(), random()], [0.6270739405881613, 0.002735721180215478]);
  });

  it("shuffles without losing an item", () => {
    const shuffled = shuffle(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), randomFrom(7));
    assert.deepEqual([...shuffled].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.notDeepEqual([...shuffled], [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("makes a seed of text (FNV-1a's test vectors)", () => {
    assert.equal(seedFrom(""), 0x811c9dc5);
    assert.equal(seedFrom("foobar"), 0xbf9cf968);
  });
});
