import assert from "node:assert/strict";
import { stackReadme } from "../../report/stack-readme";

const facts = {
  ...{ project: "ml-learn", stack: "prod", cloud: "aws", region: "eu-west-1", modelId: "ml-1", url: "https://x" },
  ...{ serving: "a1b2c3d4e5f6".padEnd(64, "0"), trained: "2026-11-12T10:00:00Z", since: "2026-11-12T10:05:00Z" },
  ...{
    metric: "MulticlassAvgFScore",
    metricValue: 0.671,
    kept: ["a1b2c3d4e5f6 (12 Nov 2026): macro F1 0.671, serves"],
  },
  report: "s3://bucket/reports/abcd1234/a1b2c3d4e5f6/",
};

describe("a stack's read-me", () => {
  it("links to heat map and report in S3's console, or names the command", () => {
    assert.match(
      stackReadme(facts),
      /\[heat map\]\(https:\/\/eu-west-1\.console\.aws\.amazon\.com\/s3\/object\/bucket\?region=eu-west-1&prefix=reports\/abcd1234\/a1b2c3d4e5f6\/heat-map\.svg\)/,
    );
    assert.match(stackReadme({ ...facts, cloud: "local" }), /heat map and release report: `npm run report`/);
    assert.doesNotMatch(stackReadme({ ...facts, report: undefined }), /heat map/);
    assert.match(stackReadme(facts), /^- a1b2c3d4e5f6 \(12 Nov 2026\): macro F1 0\.671, serves$/m);
  });
});
