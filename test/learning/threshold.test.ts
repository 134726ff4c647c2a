import assert from "node:assert/strict";
import { randomFrom } from "../../learning/random";
import { ThresholdChooser } from "../../learning/threshold";

describe("a threshold", () => {
  /** Scores in tenths of which as many are 1, a hundred rows each. */
  const tenths = () => {
    const chooser = new ThresholdChooser();
    for (let tenth = 0; tenth < 10; tenth++)
      for (let i = 0; i < 100; i++) chooser.add(tenth / 10 + 0.05, i < tenth * 10);
    return chooser;
  };

  it("is the one with the highest F1, found as by trying all", () => {
    const random = randomFrom(3);
    const rows = Array.from({ length: 500 }, () => {
      const score = random();
      return { score, isOne: random() < score * score };
    });
    const chooser = new ThresholdChooser();
    for (const { score, isOne } of rows) chooser.add(score, isOne);
    const f1 = (threshold: number) => {
      const answered = rows.filter(({ score }) => score >= threshold);
      const right = answered.filter(({ isOne }) => isOne).length;
      return (2 * right) / (answered.length + rows.filter(({ isOne }) => isOne).length);
    };
    const best = Math.max(...Array.from({ length: 1000 }, (_, i) => f1(i / 1000)));
    assert.ok(f1(chooser.choose("F1").threshold) >= best - 1e-12);
  });

  it("keeps a precision, and finds as many as that allows", () => {
    // From .75 on 300 rows, 240 of them 1; from .65 on 400 and 300.
    const { threshold, isReached } = tenths().choose({ precision: 0.8 });
    assert.ok(threshold > 0.65 && threshold <= 0.75, String(threshold));
    assert.ok(isReached);
  });

  it("keeps a recall, and is as often right as that allows", () => {
    // From .65 on 300 of all 450; from .75 on 240.
    const { threshold } = tenths().choose({ recall: 0.6 });
    assert.ok(threshold > 0.55 && threshold <= 0.65, String(threshold));
  });

  it("is the most precise where the precision that is wanted can't be had, and says so", () => {
    const { threshold, isReached } = tenths().choose({ precision: 0.99 });
    assert.ok(threshold > 0.85 && threshold <= 0.95, String(threshold));
    assert.equal(isReached, false);
  });

  it("is nearest to a half where several are equally good, and is of scores of 0 and 1, too", () => {
    const chooser = new ThresholdChooser();
    chooser.add(0, false);
    chooser.add(0.1, false);
    chooser.add(0.9, true);
    chooser.add(1, true);
    for (const goal of ["F1", { precision: 1 }, { recall: 1 }] as const)
      assert.equal(chooser.choose(goal).threshold, 0.5);
    const none = new ThresholdChooser();
    none.add(0.5, false);
    assert.throws(() => none.choose("F1"), /^RangeError: Expected rows that are 1/);
  });
});
