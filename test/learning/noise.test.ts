import assert from "node:assert/strict";
import { areaUnderCurve, macroF1 } from "../../learning/metrics";
import { areaNoise, errorNoise, macroF1Noise } from "../../learning/noise";
import { randomFrom } from "../../learning/random";

/** 1.96 standard deviations of a figure over many draws of held-out rows. */
function simulated(draw: (random: () => number) => number): number {
  const random = randomFrom(7);
  const values = Array.from({ length: 600 }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return 1.96 * Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const isNear = (estimate: number, truth: number) =>
  assert.ok(estimate / truth > 0.6 && estimate / truth < 1.6, `${estimate} for ${truth}`);

describe("the noise of a metric", () => {
  it("is about what drawing the held-out rows anew does to macro F1", () => {
    const rows = [200, 60, 20, 20];
    const right = 0.7;
    const draw = (random: () => number) =>
      macroF1(
        rows.map((count, truth) => {
          const row = rows.map(() => 0);
          for (let i = 0; i < count; i++) row[random() < right ? truth : (truth + 1 + Math.floor(random() * 3)) % 4]++;
          return row;
        }),
      );
    isNear(macroF1Noise(draw(randomFrom(1)), rows), simulated(draw));
  });

  it("is about what drawing the held-out rows anew does to the area under the curve", () => {
    const [positives, negatives] = [30, 90];
    const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const draw = (random: () => number) => {
      const isPositive = Array.from({ length: positives + negatives }, (_, i) => (i < positives ? 1 : 0));
      return areaUnderCurve(
        isPositive.map((label) => normal(random) + label),
        isPositive,
      );
    };
    isNear(areaNoise(0.76, positives, negatives), simulated(draw));
  });

  it("is about what drawing the held-out rows anew does to the root mean square error", () => {
    const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const draw = (random: () => number) =>
      Math.sqrt(Array.from({ length: 80 }, () => normal(random) ** 2).reduce((sum, square) => sum + square, 0) / 80);
    isNear(errorNoise(1, 80), simulated(draw));
  });

  it("is no certainty when all of few rows are right, and none without rows", () => {
    assert.ok(macroF1Noise(1, [3, 3]) > 0.1);
    assert.ok(Number.isNaN(macroF1Noise(0.5, [0, 0])));
  });
});
