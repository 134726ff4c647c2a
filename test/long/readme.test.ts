import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Clone, type Run } from "../integration/clone";

const readme = readFileSync("README.md", "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map(([, text]) => text);

/** All of README's shell commands, in their order, as a new user types them. */
describe("README's commands on a fresh clone", function () {
  this.timeout(20 * 60_000);
  this.bail(true);
  const clone = new Clone({ modules: "own" });
  after(() => clone.remove());

  const expected: Record<string, (run: Run) => void> = {
    "npm ci && npm run ml:learn": ({ output }) => {
      assert.match(output, /Features: 19,300 rows, 100 classes/);
      assert.match(output, /A new model was trained and serves/);
      assert.match(output, /^export AWS_ML_MODEL_ID=ml-[0-9a-f-]+$/m);
      assert.match(output, /^export AWS_ML_PREDICTION_URL=http:\/\/127\.0\.0\.1:\d+$/m);
      const [, f1] = /Macro F1 on the held-out rows: (0\.\d{3})/.exec(output)!;
      assert.ok(Number(f1) >= 0.7, f1);
      assert.ok(readme.includes(`Macro F1 on the held-out rows: ${f1}`), `README has another F1 than ${f1}`);
    },
    "npm run -s predict": ({ output }) => {
      const shown = blocks("text").find((text) => text.startsWith("WXY5678"))!;
      assert.ok(output.includes(shown), output);
    },
    "npm run ml:learn": ({ output }) => {
      assert.match(output, /nothing was trained, and the same model serves[^]*A new model was trained and serves/);
    },
    'eval "$(npm run -s env)"\nnpx pulumi preview': ({ output }) => {
      assert.match(output, /^AWS_ML_MODEL_ID=ml-/m);
    },
    'eval "$(npm run -s env)"\nnpx pulumi destroy': ({ output }) => assert.match(output, /10 deleted/),
    "npm run ml:transform": ({ output }) =>
      assert.match(output, /19,300 rows, 100 classes, 26 columns -> build\/features.csv, digest [0-9a-f]{64}/),
  };

  // CI runs the last one itself.
  for (const commands of blocks("sh").filter((text) => text !== "npm test\n")) {
    it(`runs ${commands.split("\n")[0]}`, async () => {
      const check = Object.entries(expected).find(([begin]) => commands.startsWith(begin));
      assert.ok(check, "README has commands that this test knows nothing of");
      const run = await clone.run("sh", ["-ec", commands]);
      assert.equal(run.status, 0, run.output);
      check[1](run);
    });
  }

  it("has left the clone as git had it, but for what is ignored", async () => {
    for (const file of ["package-lock.json", "Pulumi.dev.yaml", "Pulumi.yaml", "data/insurance.csv"]) {
      assert.equal(readFileSync(`${clone.folder}/${file}`, "utf8"), readFileSync(file, "utf8"), file);
    }
  });
});
