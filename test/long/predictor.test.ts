import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage } from "../browser";
import { Clone, nothingChanged } from "../integration/clone";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const POLICIES = ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"];

/** What people look at and ask: the report and the predictor, on a real stack. */
describe("what was learned, to be seen", function () {
  this.timeout(180_000);
  this.bail(true);
  const clone = new Clone();
  let browser: Browser;
  let page: Page;
  let predictor: ChildProcess;
  let url: string;

  before(async () => {
    await clone.init(500, POLICIES);
    await clone.up();
    browser = await launchBrowser();
    predictor = spawn(process.execPath, ["--require", "tsx/cjs", "scripts/predictor.ts", "--port", "0"], {
      cwd: clone.folder,
      env: { ...process.env, ...clone.environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(predictor.stdout!, "data")) as [Buffer];
    [, url] = /^Predictor listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(String(line))!;
    page = await openPage(browser);
  });
  after(async () => {
    await browser?.close();
    if (predictor) {
      predictor.kill();
      await once(predictor, "exit");
    }
    await clone.remove();
  });

  const modelShown = async () => {
    await page.goto(`${url}/WXY5678`);
    return /Model (ml-[\w-]+),/.exec(await page.locator("p.quiet", { hasText: "Model" }).innerText())![1];
  };
  const predict = (command: string) => clone.run("sh", ["-c", command]);

  it("answers in a browser as on the command line, with the serving model and its heat map", async () => {
    const { AWS_ML_MODEL_ID, metricValue } = await clone.outputs();
    assert.equal(await modelShown(), AWS_ML_MODEL_ID);
    const rows = (await page.locator("tbody tr").allInnerTexts()).map((row) => row.split("\t").slice(0, 2));
    assert.equal(rows.length, POLICIES.length);
    const { output } = await clone.run("npm", ["run", "-s", "predict", "--", "WXY5678"]);
    const typed = [...output.matchAll(/^ {2}\d\. (.*?) +(\d\.\d{3})$/gm)].map(([, label, probability]) => [
      label,
      probability,
    ]);
    assert.deepEqual(rows.slice(0, 3), typed);
    await page.getByRole("link", { name: /heat map/ }).click();
    const f1 = (metricValue as number).toFixed(3);
    assert.match(await page.locator("main").innerText(), new RegExp(`Macro F1 ${f1.replace(".", "\\.")}`));
  });

  it("follows a retrain while it is open, without a restart", async () => {
    const before = await modelShown();
    clone.relabel(20);
    await clone.up();
    const { AWS_ML_MODEL_ID } = await clone.outputs();
    assert.notEqual(AWS_ML_MODEL_ID, before);
    // It looks every few seconds.
    const end = Date.now() + 30_000;
    while ((await modelShown()) !== AWS_ML_MODEL_ID && Date.now() < end);
    assert.equal(await modelShown(), AWS_ML_MODEL_ID);
  });

  it("answers again after the local service was killed", async () => {
    await clone.kill();
    await page.goto(`${url}/WXY5678`);
    assert.equal(await page.locator("tbody tr").count(), POLICIES.length);
  });

  it("writes the report of the new model: why, how good beside the old one, and the way back", async () => {
    const { status, output } = await clone.run("npm", ["run", "-s", "report"]);
    assert.equal(status, 0, output);
    const files = output.trimEnd().split("\n");
    assert.deepEqual(
      files,
      ["report.html", "report.md", "heat-map.svg", "heat-map.html"].map((name) => `build/report/${name}`),
    );
    const { kept, serving } = await clone.status();
    const old = kept.find((digest) => !serving.generation.startsWith(digest))!;
    const text = readFileSync(join(clone.folder, "build/report/report.md"), "utf8");
    assert.match(text, /Retrain: features changed since[^]*\d+ relabelled/);
    assert.match(text, /^\| {2}\|( \d+ \w+ \d{4}(, \d\d&#58;\d\d)? \|){2} change \|$/m);
    assert.match(
      text,
      /^\| macro F1 \| [01]\.\d{3} \| [01]\.\d{3} ± [01]\.\d{3} \| (±0|[+−][01]\.\d{3})( \(chance\))? \|$/m,
    );
    assert.match(text, new RegExp(`config set ml-learn:serve ${old}`));
    assert.match(text, /^\| [A-Z ]+ \| \d+ \| [01]\.\d{3} \| [01]\.\d{3} \|/m);
    const numbers = clone
      .readRows()
      .slice(1)
      .map((row) => row.split(",")[0]);
    for (const file of files) {
      const text = readFileSync(join(clone.folder, file), "utf8");
      assert.ok(!numbers.some((number) => number.length > 6 && text.includes(number)), `${file} shows a number`);
    }
  });

  it("writes the report again when it was lost, with what was said when the model was made", async () => {
    const { report } = (await clone.outputs()) as { report: string };
    const [, Bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(report)!;
    const client = new S3Client({
      endpoint: (await clone.outputs()).AWS_ML_PREDICTION_URL as string,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: clone.credentials(),
    });
    await client.send(new DeleteObjectCommand({ Bucket, Key: `${prefix}report.md` }));
    await clone.succeed("refresh", "--yes");
    await clone.up();
    const before = readFileSync(join(clone.folder, "build/report/report.md"), "utf8");
    await clone.run("npm", ["run", "-s", "report"]);
    assert.equal(readFileSync(join(clone.folder, "build/report/report.md"), "utf8"), before);
    assert.match(await clone.up(), nothingChanged);
  });

  it("draws the heat map of another generation, with other classes", async () => {
    const old = (await clone.status()).kept[1].slice(0, 7);
    const run = await clone.run("npm", ["run", "-s", "report", "--", old, "--classes", "2", "--output", "build/old"]);
    assert.equal(run.status, 0, run.output);
    const svg = readFileSync(join(clone.folder, "build/old/heat-map.svg"), "utf8");
    assert.match(svg, new RegExp(`F1 heat map of generation ${old}[^]*Other \\(3 classes\\)`));
    const wrong = await clone.run("npm", ["run", "-s", "report", "--", "1234567"]);
    assert.equal(wrong.status, 1);
    assert.match(wrong.output, /Expected the first digits of one of [0-9a-f]{12}, [0-9a-f]{12}, got '1234567'/);
  });

  it("predicts lines of standard input and rows of a file, as text, JSON and CSV", async () => {
    const piped = await predict("printf 'WXY5678\\nU12\\n' | npm run -s predict -- --top 1");
    assert.match(piped.output, /^WXY5678\n {2}1\. .* [01]\.\d{3}\nU12\n {2}1\. .* [01]\.\d{3}\n$/);
    assert.equal(piped.status, 0);

    writeFileSync(join(clone.folder, "build/some.csv"), "id,number\n1,WXY5678\n2,W*\n3,\n4,U12\n");
    const csv = await predict("npm run -s predict -- --file build/some.csv --csv --top 2");
    const lines = csv.output.split("\n");
    assert.equal(lines[0], "id,number,policy_1,probability_1,policy_2,probability_2,problem");
    assert.match(lines[1], /^1,WXY5678,[A-Z ]+,[\d.]+,[A-Z ]+,[\d.e-]+,$/);
    assert.equal(
      lines[2],
      `2,W*,,,,,"line 3: column 'number': expected digits and letters A-Z, got another character at place 2"`,
    );
    assert.equal(lines[3], "3,,,,,,line 4: column 'number' is empty");
    assert.match(lines[4], /^4,U12,/);
    assert.match(csv.output, /2 rows could not be predicted/);
    assert.equal(csv.status, 1);

    const batch = await predict(
      "npm run -s predict -- --file build/some.csv --output build/some-predicted.csv --top 2",
    );
    assert.equal(batch.status, 1);
    assert.match(batch.output, /^4 rows -> build\/some-predicted\.csv\n2 rows could not be predicted; /);
    const whole = readFileSync(join(clone.folder, "build/some-predicted.csv"), "utf8").split("\n");
    assert.deepEqual(
      whole.slice(0, 5).map((line) => line.replace(/0\.\d+|[\d.]+e-\d+/g, "p")),
      lines.slice(0, 5).map((line) => line.replace(/0\.\d+|[\d.]+e-\d+/g, "p")),
    );
    assert.deepEqual(
      readdirSync(join(clone.folder, "build")).filter((file) => file.startsWith(".predict")),
      [],
    );

    const json = await predict("npm run -s predict -- --json --top 1 WXY5678");
    const answer = JSON.parse(json.output) as { row: object; ranked: { label: string; probability: number }[] };
    assert.deepEqual([answer.row, answer.ranked.length], [{ number: "WXY5678" }, 1]);

    const much = await predict("yes W1 | head -5000 | npm run -s predict | head -1");
    assert.equal(much.output, "W1\n");
    const both = await predict("npm run -s predict -- WXY5678 --file build/some.csv");
    assert.match(both.output, /^Expected rows as arguments or in a file, got both/);
  });

  it("keeps what was predicted when it is turned off, and predicts nothing more for a new model", async () => {
    await clone.succeed("config", "set", "ml-learn:report", "false");
    assert.match(await clone.up(), nothingChanged);
    clone.mutations();
    clone.relabel(40);
    assert.doesNotMatch(await clone.succeed("preview"), /held-out rows? and/);
    await clone.up();
    assert.ok(!clone.mutations().includes("CreateBatchPrediction"));
    await page.goto(`${url}/heat-map.html`);
    const end = Date.now() + 30_000;
    while (!(await page.locator("main").innerText()).includes("There is none") && Date.now() < end) await page.reload();
    assert.match(await page.locator("main").innerText(), /the held-out rows were not predicted/);
    const { output } = await clone.run("npm", ["run", "-s", "report", "--", "--output", "build/off"]);
    assert.equal(output, "build/off/report.html\nbuild/off/report.md\n");
  });

  it("predicts them later, of a model that has served for long, when it is turned on", async () => {
    await clone.succeed("config", "set", "ml-learn:report", "true");
    const output = await clone.up();
    assert.match(output, /nothing to train\./);
    assert.match(output, /This run will predict 1\d\d held-out rows\./);
    const operations = clone.mutations();
    assert.ok(operations.includes("CreateBatchPrediction") && !operations.includes("CreateMLModel"));
    await clone.run("npm", ["run", "-s", "report", "--", "--output", "build/on"]);
    assert.ok(existsSync(join(clone.folder, "build/on/heat-map.svg")));
    assert.match(readFileSync(join(clone.folder, "build/on/report.md"), "utf8"), /Retrain: features changed since/);
    assert.match(await clone.up(), nothingChanged);
  });
});
