import assert from "node:assert/strict";
import { losses, type ModelType } from "../../learning/loss";
import { randomFrom } from "../../learning/random";

describe("loss", () => {
  const cases: { type: ModelType; scores: number; targets: number[] }[] = [
    { type: "MULTICLASS", scores: 7, targets: [0, 3, 6] },
    { type: "BINARY", scores: 1, targets: [0, 1] },
    { type: "REGRESSION", scores: 1, targets: [-2, 0, 3.5] },
  ];
  for (const { type, scores: size, targets } of cases) {
    it(`has the gradient that finite differences give (${type})`, () => {
      const random = randomFrom(3);
      const { gradient } = losses[type];
      for (const target of targets) {
        const scores = Float32Array.from({ length: size }, () => 4 * random() - 2);
        const analytic = scores.slice();
        gradient(analytic, target);
        const h = 2 ** -7;
        for (let i = 0; i < size; i++) {
          const at = (delta: number) =>
            gradient(
              scores.map((score, j) => (j === i ? score + delta : score)),
              target,
            );
          assert.ok(Math.abs((at(h) - at(-h)) / (2 * h) - analytic[i]) < 1e-3, `${type} target ${target} score ${i}`);
        }
      }
    });
  }

  it("gives probabilities, also for scores that would overflow", () => {
    const scores = Float32Array.of(1000, 999, -1000);
    losses.MULTICLASS.predict(scores);
    assert.ok(Math.abs(scores[0] - 1 / (1 + Math.exp(-1))) < 1e-6);
    assert.equal(scores[2], 0);
    const score = Float32Array.of(-1000);
    losses.BINARY.predict(score);
    assert.equal(score[0], 0);
    assert.ok(Number.isFinite(losses.BINARY.gradient(Float32Array.of(-1000), 1)));
  });
});
