import assert from "node:assert/strict";
import { configurationOf } from "../../settings/namespaces";

describe("keys of the configuration", () => {
  const of = (values: Record<string, string>, project = "claims") =>
    configurationOf(values, project, (key) => key.endsWith(":source"));

  it("are the project's own, or ml-learn's, whatever the project is called", () => {
    const configuration = of({
      "claims:keep": "5",
      "ml-learn:endpoints": "4",
      "aws:region": "x",
      "claims:source": "s",
    });
    assert.deepEqual(configuration.keys(), ["keep", "endpoints", "source"]);
    assert.deepEqual([configuration.get("keep"), configuration.get("endpoints")], ["5", "4"]);
    assert.deepEqual(
      ["source", "keep"].map((key) => configuration.isSecret(key)),
      [true, false],
    );
    assert.equal(of({ "ml-learn:keep": "7" }, "ml-learn").get("keep"), "7");
  });

  it("are not set twice to different values: a default gives way", () => {
    assert.equal(of({ "claims:keep": "3", "ml-learn:keep": "5" }).get("keep"), "5");
    assert.equal(of({ "claims:keep": "5", "ml-learn:keep": "5" }).get("keep"), "5");
    assert.throws(() => of({ "claims:keep": "4", "ml-learn:keep": "5" }), {
      message:
        "ml-learn:keep and claims:keep are set to different values. Take one of them out: `npx pulumi config rm claims:keep`",
    });
  });
});
