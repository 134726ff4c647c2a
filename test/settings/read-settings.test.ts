import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { printed } from "../../settings/print-settings";
import { readSettings } from "../../settings/read-settings";
import { allSettings } from "../../settings/table";

/** As they are read when these are set. */
const read = (values: Record<string, string> = {}) =>
  readSettings({ keys: () => Object.keys(values), get: (key) => values[key], isSecret: () => false });

describe("settings", () => {
  it("have defaults that are good, and no limit where none is given", () => {
    const settings = read();
    assert.deepEqual(settings.holdOut, { strategy: "stable", trainingPercent: 70, seed: "ml-learn" });
    assert.deepEqual([settings.gate.minimumF1, settings.limits.maximumRowDrop], [undefined, undefined]);
  });

  it("are numbers where a number is meant", () => {
    const { gate, limits, maximumRunCost, report } = read({
      ...{ minimumF1: "0.50", maximumErrorRise: "2", maximumRowDrop: ".1", maximumRunCost: "2.50", report: "false" },
    });
    assert.deepEqual([gate.minimumF1, gate.maximumErrorRise, limits.maximumRowDrop], [0.5, 2, 0.1]);
    assert.deepEqual([maximumRunCost, report], [2.5, false]);
  });

  it("refuse a limit with a typo, and a value beside another that it can't be with", () => {
    for (const value of ["O.5", "1.5", "0,5", "-1", "half"])
      assert.throws(
        () => read({ minimumF1: value }),
        /ml-learn:minimumF1: expected a number from 0 to 1, such as 0\.1/,
      );
    assert.throws(
      () => read({ keep: "2", endpoints: "3" }),
      /ml-learn:endpoints: expected at most ml-learn:keep \(2\)/,
    );
    assert.throws(() => read({ parameter: "/ml-learn/x" }), /ml-learn:parameter: .* for the cloud aws/);
    assert.throws(() => read({ report: "yes" }), /ml-learn:report: expected true or false, got "yes"/);
  });

  it("are in Pulumi.yaml and the documentation as they are here (else: npm run settings)", () => {
    for (const [file, replace] of Object.entries(printed)) {
      const text = readFileSync(file, "utf8");
      assert.equal(text, replace(text, allSettings()), file);
      for (const key of Object.keys(allSettings()))
        assert.match(text, new RegExp(`(^  |ml-learn:)${key}\\b`, "m"), `${file}: ${key}`);
    }
  });
});
