import assert from "node:assert/strict";
import { sumUp } from "../../../resources/amazon-ml/held-out";

async function* each<T>(values: T[]): AsyncIterable<T> {
  yield* values;
}
const files = (...texts: string[]) => each(texts.map((text) => each(text.split("\n").map((line) => line.split(",")))));

describe("what a batch prediction over the held-out rows comes to", () => {
  it("counts who is taken for whom, over all files, rows without label or prediction left out", async () => {
    const header = "trueLabel,a,b,c,d";
    const one = [header, "a,7E-1,1E-1,1E-1,1E-1", "b,4E-1,3E-1,2E-1,1E-1", ",7E-1,1E-1,1E-1,1E-1"].join("\n");
    const two = [header, "", "d,4E-1,3E-1,2E-1,1E-1", "never seen,0E0,1E0,0E0,0E0"].join("\n");
    assert.deepEqual(await sumUp(files(one, two), "MULTICLASS", false), {
      rows: 4,
      unlabelled: 1,
      failed: 1,
      // a first, b second; d fourth, and one that no model could know.
      top3: 2 / 4,
      confusion: {
        labels: ["a", "b", "c", "d", "never seen"],
        counts: [
          [1, 0, 0, 0, 0],
          [1, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
          [1, 0, 0, 0, 0],
          [0, 1, 0, 0, 0],
        ],
      },
    });
  });

  it("takes the first of equal scores, as the evaluation does", async () => {
    const { confusion, top3 } = await sumUp(files("trueLabel,a,b,c,d\nd,25E-2,25E-2,25E-2,25E-2"), "MULTICLASS", false);
    assert.deepEqual(confusion!.counts[3], [1, 0, 0, 0]);
    assert.equal(top3, 0);
  });

  it("reads a binary model's answers, behind a row id", async () => {
    const text = "tag,trueLabel,bestAnswer,score\nx,1,1,9E-1\ny,0,1,6E-1\nz,0,0,1E-1";
    const { confusion, top3, scores } = await sumUp(files(text), "BINARY", true);
    assert.deepEqual(confusion, {
      labels: ["0", "1"],
      counts: [
        [1, 1],
        [0, 1],
      ],
    });
    assert.equal(top3, undefined);
    // 20 bins of .05: .1 is the lowest score of the third, .6 of the 13th.
    assert.equal(scores!.zeros[2], 1);
    assert.equal(scores!.zeros[12], 1);
    assert.equal(scores!.ones[18], 1);
  });

  it("knows the error of a regression, and of always saying the mean", async () => {
    const { error } = await sumUp(files("trueLabel,score\n1E0,2E0\n5E0,5E0\n6E0,4E0"), "REGRESSION", false);
    assert.ok(Math.abs(error!.model - Math.sqrt((1 + 0 + 4) / 3)) < 1e-12);
    assert.ok(Math.abs(error!.mean - Math.sqrt((9 + 1 + 4) / 3)) < 1e-12);
  });

  it("refuses files of another kind, and says what it expected", async () => {
    await assert.rejects(sumUp(files("bestAnswer,score\n1,2E0"), "BINARY", false), {
      message:
        "Expected results of a batch prediction to begin with 'trueLabel,bestAnswer,score', got 'bestAnswer,score'.",
    });
    await assert.rejects(
      sumUp(files("trueLabel,a\na,1E0"), "MULTICLASS", true),
      /begin with 'tag,trueLabel', got 'trueLabel,a'/,
    );
  });

  it("has nothing to say of no rows", async () => {
    assert.deepEqual(await sumUp(files("trueLabel,a,b"), "MULTICLASS", false), { rows: 0, unlabelled: 0, failed: 0 });
  });
});
