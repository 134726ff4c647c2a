import assert from "node:assert/strict";
import { Problems } from "../../features/problems";

const told = (add: (problems: Problems) => void): string => {
  const problems = new Problems();
  add(problems);
  try {
    problems.throwIfAny();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("bad rows", () => {
  it("are told once for each reason, with the first lines of it", () => {
    const text = told((problems) => {
      for (let line = 2; line <= 30; line++) problems.add("a.csv", line, "column 'y': no");
      problems.add("a.csv", 31, "column 'x' is empty");
    });
    assert.match(text, /^30 bad rows in the extract/);
    assert.match(text, /^ {2}a\.csv, lines 2, 3, 4 and 26 more: column 'y': no$/m);
    assert.match(text, /^ {2}a\.csv, line 31: column 'x' is empty$/m);
  });

  it("are told of 20 reasons at most, and are none when there are none", () => {
    const text = told((problems) => {
      for (let line = 1; line <= 25; line++) problems.add("a.csv", line, `reason ${line}`);
    });
    assert.equal(text.split("\n").length, 1 + 20 + 1);
    assert.match(text, /… and 5 more$/);
    assert.equal(
      told(() => undefined),
      "",
    );
  });
});
