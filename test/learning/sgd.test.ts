import assert from "node:assert/strict";
import { losses } from "../../learning/loss";
import { randomFrom } from "../../learning/random";
import { descend, rowLosses, type SgdOptions, type SparseRows } from "../../learning/sgd";

/** Rows of one feature each beside the bias; feature f belongs to class f - 1, with some noise. */
function sample(rows: number, classes: number, noise: number): SparseRows {
  const random = randomFrom(5);
  const targets = Float64Array.from({ length: rows }, (_, i) => i % classes);
  const indices = [...targets].flatMap((target) => [
    0,
    1 + (random() < noise ? Math.floor(random() * classes) : target),
  ]);
  return {
    starts: Uint32Array.from({ length: rows + 1 }, (_, i) => 2 * i),
    indices,
    values: Float32Array.from(indices, () => 1),
    targets,
  };
}

const options = (overrides: Partial<SgdOptions> = {}): SgdOptions => ({
  loss: losses.MULTICLASS,
  features: 4,
  outputs: 3,
  passes: 10,
  rate: 1,
  l1: 0,
  l2: 0,
  shuffle: true,
  random: randomFrom(1),
  ...overrides,
});

const all = ({ targets }: SparseRows) => Uint32Array.from(targets, (_, i) => i);
const train = (rows: SparseRows, overrides: Partial<SgdOptions> = {}) => descend(rows, all(rows), options(overrides));
const meanLoss = (rows: SparseRows, weights: Float32Array) => {
  const losses = rowLosses(rows, all(rows), weights, options());
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
};

describe("sgd", () => {
  it("steps down the gradient that finite differences give", () => {
    const row: SparseRows = { starts: [0, 3], indices: [0, 2, 3], values: [1, 1, -0.5], targets: Float64Array.of(1) };
    const rate = 1 + 1 + 0.25; // The row's squared length: a step of 1, but for its bound.
    const weights = train(row, { passes: 1, rate }).map((weight) => weight * rate);
    const h = 2 ** -7;
    for (let i = 0; i < weights.length; i++) {
      const at = (delta: number) => {
        const moved = new Float32Array(weights.length);
        moved[i] = delta;
        return meanLoss(row, moved);
      };
      assert.ok(Math.abs((at(h) - at(-h)) / (2 * h) + weights[i]) < 1e-3, `weight ${i}`);
    }
  });

  it("learns what there is to learn", () => {
    const rows = sample(600, 3, 0.1);
    const weights = train(rows);
    // 10 % noise, a third of it right by chance: no model has a lower loss than these entropies.
    const best = -(1 - 0.2 / 3) * Math.log(1 - 0.2 / 3) - (0.2 / 3) * Math.log(0.1 / 3);
    assert.ok(meanLoss(rows, weights) < best + 0.05);
  });

  it("gives the same weights for the same seed, bit for bit, and others for another", () => {
    const rows = sample(100, 3, 0.2);
    const [a, b, c] = [1, 1, 2].map((seed) => train(rows, { random: randomFrom(seed) }));
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
  });

  it("takes the rows in their order when it is told not to shuffle", () => {
    const rows = sample(100, 3, 0.2);
    const [a, b] = [1, 2].map((seed) => train(rows, { shuffle: false, random: randomFrom(seed) }));
    assert.deepEqual(a, b);
  });

  it("draws weights to zero: L2 shrinks them, L1 sets them to zero, the bias stays", () => {
    const rows = sample(300, 3, 0.3);
    const norm = (weights: Float32Array) => weights.reduce((sum, weight) => sum + weight * weight, 0);
    const plain = train(rows);
    assert.ok(norm(train(rows, { l2: 0.01 })) < norm(plain));
    const sparse = train(rows, { l1: 10 });
    assert.ok(sparse.subarray(3).every((weight) => weight === 0));
    assert.ok(sparse.subarray(0, 3).some((weight) => weight !== 0));
  });

  it("tells its progress after each pass", () => {
    const passes: number[] = [];
    const onPass = ({ pass }: { pass: number }) => passes.push(pass);
    descend(sample(30, 3, 0), Uint32Array.of(0, 1, 2), options({ passes: 3, onPass }));
    assert.deepEqual(passes, [1, 2, 3]);
  });

  it("ends alike whatever the rate is: steps fall to nothing", () => {
    const rows = sample(600, 3, 0.1);
    const losses = [0.25, 1, 4].map((rate) => meanLoss(rows, train(rows, { rate, passes: 40 })));
    assert.ok(Math.max(...losses) - Math.min(...losses) < 0.01, losses.join());
  });

  it("does not diverge for values that are wild, nor for one row that is far out, by any loss", () => {
    const wild = { ...sample(200, 3, 0.1), values: Float32Array.from({ length: 400 }, (_, i) => (i % 2 ? 1e4 : 1)) };
    assert.ok(train(wild).every(Number.isFinite));
    const numbers = sample(200, 1, 0);
    const outlier = {
      ...numbers,
      values: Float32Array.from({ length: 400 }, (_, i) => (i === 399 ? 1e6 : 1)),
      targets: Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? 1 : -1)),
    };
    const weights = train(outlier, { loss: losses.REGRESSION, outputs: 1, features: 2, rate: 4 });
    assert.ok(
      weights.every((weight) => Math.abs(weight) < 10),
      weights.join(),
    );
  });
});
