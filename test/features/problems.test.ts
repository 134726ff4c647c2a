import assert from "node:assert/strict";
import { BadValue } from "../../features/definition";
import { Problems } from "../../features/problems";
import { UnknownState } from "../../features/row-reader";

const told = (add: (problems: Problems) => void, goodRows = 5): string => {
  const problems = new Problems();
  add(problems);
  try {
    problems.throwIfAny(goodRows);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("bad rows", () => {
  it("are told once for each reason, with the first lines of it", () => {
    const text = told((problems) => {
      for (let line = 2; line <= 30; line++) problems.add("a.csv", line, new BadValue("column 'y': no"));
      problems.add("a.csv", 31, new BadValue("column 'x' is empty"));
    });
    assert.match(text, /^30 bad rows in the extract/);
    assert.match(text, /^ {2}a\.csv, lines 2, 3, 4 and 26 more: column 'y': no$/m);
    assert.match(text, /^ {2}a\.csv, line 31: column 'x' is empty$/m);
  });

  it("are told of 20 reasons at most, and are none when there are none", () => {
    const text = told((problems) => {
      for (let line = 1; line <= 25; line++) problems.add("a.csv", line, new BadValue(`reason ${line}`));
    });
    assert.equal(text.split("\n").length, 1 + 20 + 1);
    assert.match(text, /… and 5 more$/);
    assert.equal(
      told(() => undefined),
      "",
    );
  });

  it("name the two classes of a BINARY label that has no other, and never a single wrong label", () => {
    const wrong =
      (...labels: string[]) =>
      (problems: Problems) => {
        for (const [i, label] of labels.entries()) problems.add("a.csv", i + 2, new UnknownState("no state", label));
      };
    assert.match(
      told(wrong("malignant", "benign", "benign"), 0),
      /\n {2}Seen as labels: 'malignant' and 'benign'\. Say in the definition which is 1, `yes: "malignant"`; more than two are a label of the type "CATEGORICAL"\.$/,
    );
    assert.doesNotMatch(told(wrong("malignant", "benign")), /malignant/);
    assert.doesNotMatch(told(wrong("4711"), 0), /4711/);
    assert.doesNotMatch(told(wrong("a1", "b2", "c3"), 0), /a1|b2|c3/);
    assert.match(
      told(wrong("4711")),
      /Say in the definition which is 1, `yes: "…"`; more than two are a label of the type "CATEGORICAL"\.$/,
    );
  });
});
